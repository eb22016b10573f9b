//! What is asked for: by function what is read and what is written, each by its word on the
//! command line.

use By::{All, Head, Keeper, SectionHead};

/// Makes each request the same path, asked by another person.
const READS_LUA: &str = include_str!("../../templates/bench-reads.lua");
/// Makes each request a new punch.
const PUNCHES_LUA: &str = include_str!("../../templates/bench-punches.lua");
/// Makes each request a new activity.
const ACTIVITIES_LUA: &str = include_str!("../../templates/bench-activities.lua");
/// Makes each request a new assignment.
const ASSIGNMENTS_LUA: &str = include_str!("../../templates/bench-assignments.lua");

/// A route, and how it is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Route {
    /// The word on the command line.
    pub name: &'static str,
    /// The function that answers; none for the pages.
    pub function: Option<&'static Function>,
    /// What is asked.
    pub ask: Ask,
}

/// What a store is full of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Punches.
    Punches,
    /// Activities.
    Activities,
    /// Assignments.
    Assignments,
}

impl Kind {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Punches, Self::Activities, Self::Assignments];

    /// The word on the yardstick's command line.
    pub const fn command(self) -> &'static str {
        match self {
            Self::Punches => "history",
            Self::Activities => "activities",
            Self::Assignments => "assignments",
        }
    }

    /// How its stores are called on the disk.
    pub const fn folder(self) -> &'static str {
        match self {
            Self::Punches => "office",
            Self::Activities => "activities",
            Self::Assignments => "assignments",
        }
    }
}

/// How a route is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// The page, with an ETag of its own.
    Page,
    /// A path below the function, in the words of the script, and by whom.
    Read(&'static str, By),
    /// A new thing each time: below which path, and the script that makes it.
    Write(&'static str, &'static str),
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Everybody who is signed in, for themself.
    All,
    /// Who keeps the records and audits.
    Keeper,
    /// Who leads a unit of 500, with ten sections where there are some.
    Head,
    /// Who leads a section of 50.
    SectionHead,
}

/// A function and its routes.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// Its name, which its tokens are for.
    pub name: &'static str,
    /// What fills its store.
    pub kind: Kind,
    reads: &'static [(&'static str, &'static str, By)],
    write: (&'static str, &'static str, &'static str),
}

/// The reads of each come first, so that each round reads the store as it was filled.
static FUNCTIONS: [Function; 3] = [
    Function {
        name: "attendance",
        kind: Kind::Punches,
        reads: &[
            // Four punches.
            ("day", "days/today", All),
            // Each day judged anew, from punches and rules.
            ("month", "months/{month}", All),
            // The unit that the 501st person leads; its id as the yardstick makes them.
            (
                "board",
                "units/018bcfe5-6800-7000-8000-0000000f4241/days/today",
                Head,
            ),
            ("recap", "recaps/{last_month}?of=all", Keeper),
        ],
        write: ("punch", "punches/{id}", PUNCHES_LUA),
    },
    Function {
        name: "activities",
        kind: Kind::Activities,
        reads: &[
            ("log", "activities", All),
            ("log-state", "activities?state=returned", All),
            ("log-tag", "activities?tag=rapat", All),
            // An assignment that a hundredth of all activities is for.
            (
                "log-for",
                "activities?assignment_id=018bcfe5-6800-7000-8000-0000002dc6c0",
                All,
            ),
            ("log-section", "activities?of=team", SectionHead),
            (
                "log-section-state",
                "activities?of=team&state=logged",
                SectionHead,
            ),
            // A tag that is rare.
            (
                "log-section-tag",
                "activities?of=team&tag=audit",
                SectionHead,
            ),
            ("log-unit", "activities?of=team", Head),
            ("log-unit-state", "activities?of=team&state=returned", Head),
            ("log-unit-tag", "activities?of=team&tag=rapat", Head),
            (
                "log-unit-for",
                "activities?of=team&assignment_id=018bcfe5-6800-7000-8000-0000002dc6c0",
                Head,
            ),
            ("log-all", "activities?of=all", Keeper),
            ("log-all-state", "activities?of=all&state=returned", Keeper),
            ("log-day", "days/today", All),
            ("find", "activities?q=laporan+kinerja", All),
            ("find-typed", "activities?q=lap", All),
            (
                "find-section",
                "activities?of=team&q=laporan+kinerja",
                SectionHead,
            ),
            ("find-unit", "activities?of=team&q=laporan+kinerja", Head),
            ("find-all", "activities?of=all&q=laporan+kinerja", Keeper),
            // A common word and a rare one.
            (
                "find-rare",
                "activities?of=all&q=menyusun+nomor+4711",
                Keeper,
            ),
        ],
        write: ("activity", "activities/{id}", ACTIVITIES_LUA),
    },
    Function {
        name: "assignments",
        kind: Kind::Assignments,
        reads: &[
            ("mine", "assignments", All),
            ("mine-closed", "assignments?open=false", All),
            ("mine-overdue", "assignments?overdue=true", All),
            ("watched", "assignments?of=watched", All),
            ("waiting", "assignments?of=waiting", Head),
            ("given", "assignments?of=given&open=false", Head),
            ("unit", "assignments?of=unit", SectionHead),
            (
                "unit-state",
                "assignments?of=unit&open=false&state=cancelled",
                SectionHead,
            ),
            ("unit-given", "assignments?of=unit_given", Head),
            ("all", "assignments?of=all", Keeper),
            ("all-closed", "assignments?of=all&open=false", Keeper),
            // A tag that none has.
            ("all-tag", "assignments?of=all&open=false&tag=audit", Keeper),
            (
                "all-person",
                "assignments?of=all&open=false&person_id=018bcfe5-6800-7000-8000-000000000007",
                Keeper,
            ),
            ("counts", "counts", All),
            ("seek", "search?q=laporan+kinerja", All),
            ("seek-unit", "search?q=laporan+kinerja", Head),
            ("seek-all", "search?q=laporan+kinerja", Keeper),
        ],
        // To two people.
        write: ("assignment", "assignments/{id}", ASSIGNMENTS_LUA),
    },
];

const PAGE: Route = Route {
    name: "static",
    function: None,
    ask: Ask::Page,
};

impl Route {
    /// Those that are measured when nobody says which.
    pub const COMPARED: [&str; 3] = ["static", "day", "punch"];

    /// Every one.
    pub fn all() -> impl Iterator<Item = Self> {
        let own = FUNCTIONS.iter().flat_map(|function| {
            let route = |name, ask| Self {
                name,
                function: Some(function),
                ask,
            };
            let reads = function.reads.iter();
            let reads = reads.map(move |(name, path, by)| route(*name, Ask::Read(path, *by)));
            let (name, path, script) = function.write;
            reads.chain([route(name, Ask::Write(path, script))])
        });
        [PAGE].into_iter().chain(own)
    }

    /// Reads the word.
    pub fn parse(name: &str) -> Option<Self> {
        Self::all().find(|route| route.name == name)
    }

    /// What its store is full of.
    pub fn kind(&self) -> Kind {
        self.function
            .map_or(Kind::Punches, |function| function.kind)
    }

    /// As the tables show it.
    pub fn title(&self) -> String {
        let function = self.function.map_or("", |function| function.name);
        match self.ask {
            Ask::Page => "GET /".to_owned(),
            Ask::Read(path, by) => format!("GET /api/{function}/{path}{}", by.words()),
            Ask::Write(path, _) => format!("PUT /api/{function}/{path}"),
        }
    }

    /// What makes its requests, unless they are all the same.
    pub const fn script(&self) -> Option<&'static str> {
        match self.ask {
            Ask::Page => None,
            Ask::Read(..) => Some(READS_LUA),
            Ask::Write(_, script) => Some(script),
        }
    }

    /// What is read, in the words of [`READS_LUA`], and by whom: the numbers of the first and of
    /// the last person, from 1.
    pub fn read(&self) -> (String, (u32, u32)) {
        let function = self.function.map_or("", |function| function.name);
        match self.ask {
            Ask::Read(path, by) => (format!("/api/{function}/{path}"), by.numbers()),
            Ask::Page | Ask::Write(..) => ("/".to_owned(), All.numbers()),
        }
    }
}

impl By {
    const fn numbers(self) -> (u32, u32) {
        match self {
            All => (1, 2000),
            Keeper => (1, 1),
            Head => (501, 501),
            SectionHead => (502, 502),
        }
    }

    const fn words(self) -> &'static str {
        match self {
            All => "",
            Keeper => ", who keeps all",
            Head => ", who leads 500",
            SectionHead => ", who leads 50",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_is_found_by_its_word() {
        for route in Route::all() {
            assert_eq!(Route::parse(route.name), Some(route));
        }
        for name in Route::COMPARED {
            assert!(Route::parse(name).is_some(), "{name}");
        }
        assert_eq!(Route::parse("night"), None);
    }

    #[test]
    fn a_title_says_what_is_asked_and_by_whom() {
        let title = |name| Route::parse(name).unwrap().title();
        assert_eq!(title("day"), "GET /api/attendance/days/today");
        assert_eq!(title("punch"), "PUT /api/attendance/punches/{id}");
        let all = "GET /api/assignments/assignments?of=all, who keeps all";
        assert_eq!(title("all"), all);
    }
}
