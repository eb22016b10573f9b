//! How SQLite runs each list: by an index, never by walking through a whole table.

use activities::domain::life::State;
use activities::store::list::{BY_DAY as LIST_BY_DAY, FEW_PEOPLE_MAX, Filter, Of, SEARCH, TAKEN};
use activities::store::list::{statement, until};
use activities::store::{self, rule, template, total};
use ngantor_core::id::PersonId;
use ngantor_db::{Value, params};

use crate::office::{Office, SITI};

/// The steps of a statement, without those of people whose list is given.
async fn plan(office: &Office, statement: &str, parameters: Vec<Value>) -> Vec<String> {
    let explained = format!("EXPLAIN QUERY PLAN {statement}");
    let rows = office.db.run(&explained, parameters).await.unwrap();
    rows.iter().map(|row| row.text("detail").unwrap()).collect()
}

/// Whether no step walks through a table of this function.
fn check(what: &str, steps: &[String], expected: &[&str]) {
    for step in steps {
        let given = [
            "whose",
            "json_each",
            "sums",
            "activity_words",
            "own",
            "(subquery",
        ];
        let walks = step.starts_with("SCAN") && !given.iter().any(|name| step.contains(name));
        assert!(!walks, "{what} walks: {steps:#?}");
    }
    for step in expected {
        assert!(
            steps.iter().any(|found| found == step),
            "{what}: {step}\n{steps:#?}"
        );
    }
}

#[tokio::test]
async fn no_list_walks_through_a_table() {
    let office = Office::open().await;
    let siti: PersonId = SITI.parse().unwrap();
    let few = vec![siti; FEW_PEOPLE_MAX];
    let many = vec![siti; FEW_PEOPLE_MAX + 1];
    let none = Filter {
        from: "2026-11-01".to_owned(),
        ..Filter::default()
    };
    let in_state = Filter {
        state: Some(State::Logged),
        ..none.clone()
    };
    let with_tag = Filter {
        tag: Some("rapat".to_owned()),
        ..none.clone()
    };
    let for_assignment = Filter {
        assignment_id: Some("0193a5b0-7c1e-7000-8000-0000000000aa".parse().unwrap()),
        ..none.clone()
    };
    let lists = [
        (Of::One(siti), &none, BY_PERSON),
        (Of::One(siti), &in_state, BY_PERSON_STATE),
        (Of::One(siti), &with_tag, TAG_OF_PERSON),
        (Of::One(siti), &for_assignment, BY_PERSON_ASSIGNMENT),
        (Of::Some(&few), &none, OWN_BY_PERSON),
        (Of::Some(&few), &in_state, OWN_BY_PERSON_STATE),
        (Of::Some(&few), &with_tag, TAG_OF_PERSON),
        (Of::Some(&many), &with_tag, BY_TAG),
        (Of::Some(&many), &for_assignment, BY_ASSIGNMENT),
        (Of::Some(&few), &for_assignment, OWN_BY_ASSIGNMENT),
        (Of::Some(&many), &none, BY_DAY),
        (Of::Some(&many), &in_state, BY_STATE),
        (Of::All, &none, BY_DAY),
        (Of::All, &in_state, BY_STATE),
        (Of::All, &with_tag, BY_TAG),
        (Of::All, &for_assignment, BY_ASSIGNMENT),
    ];
    for (of, filter, expected) in lists {
        let (statement, parameters) = statement(of, filter, &until("2026-11-30"), 20);
        let steps = plan(&office, statement, parameters).await;
        let what = format!("{of:?} {filter:?}");
        check(&what[..what.len().min(200)], &steps, &[expected]);
        // Those that are read in their order are not sorted; a few people's newest are, after that.
        let sorts = steps.iter().any(|step| step.contains("TEMP B-TREE"));
        let is_few = matches!(of, Of::Some(people) if people.len() <= FEW_PEOPLE_MAX);
        assert_eq!(sorts, is_few, "{what:.200}: {steps:#?}");
    }
}

const BY_PERSON: &str =
    "SEARCH activity USING INDEX activity_by_person (person_id=? AND day>? AND (day,id)<(?,?))";
const BY_PERSON_STATE: &str = "SEARCH activity USING INDEX activity_by_person_state \
    (person_id=? AND state=? AND day>? AND (day,id)<(?,?))";
const TAG_OF_PERSON: &str = "SEARCH tagged USING PRIMARY KEY \
    (person_id=? AND tag=? AND day>? AND (day,id)<(?,?))";
const BY_ASSIGNMENT: &str = "SEARCH activity USING INDEX activity_by_assignment \
    (assignment_id=? AND day>? AND (day,id)<(?,?))";
const BY_PERSON_ASSIGNMENT: &str = "SEARCH activity USING INDEX activity_by_person_assignment \
    (person_id=? AND assignment_id=? AND day>? AND (day,id)<(?,?))";
const OWN_BY_ASSIGNMENT: &str = "SEARCH own USING INDEX activity_by_person_assignment \
    (person_id=? AND assignment_id=? AND day>? AND (day,id)<(?,?))";
const OWN_BY_PERSON: &str =
    "SEARCH own USING COVERING INDEX activity_by_person (person_id=? AND day>? AND (day,id)<(?,?))";
const OWN_BY_PERSON_STATE: &str = "SEARCH own USING COVERING INDEX activity_by_person_state \
    (person_id=? AND state=? AND day>? AND (day,id)<(?,?))";
const BY_TAG: &str = "SEARCH tagged USING COVERING INDEX activity_tag_by_tag \
    (tag=? AND day>? AND (day,id)<(?,?))";
const BY_DAY: &str = "SEARCH activity USING INDEX activity_by_day (day>? AND (day,id)<(?,?))";
const BY_STATE: &str =
    "SEARCH activity USING INDEX activity_by_state (state=? AND day>? AND (day,id)<(?,?))";

#[tokio::test]
async fn no_search_sum_or_rule_walks_through_a_table() {
    let office = Office::open().await;
    let people = format!("[\"{SITI}\"]");
    let days = ("2026-11-01", "2026-11-30");
    let search = params![
        "rapat",
        9_i64,
        people.as_str(),
        days.0,
        days.1,
        "logged",
        None::<i64>,
        None::<i64>,
        20_i64
    ];
    for (what, statement, parameters, expected) in [
        (
            "search",
            SEARCH,
            search,
            "SEARCH activity USING INTEGER PRIMARY KEY (rowid=?)",
        ),
        (
            "by day",
            LIST_BY_DAY,
            params![SITI, days.0, "", days.1, 20_i64],
            "SEARCH activity USING INDEX activity_by_person \
             (person_id=? AND (day,id)>(?,?) AND day<?)",
        ),
        (
            "sums by person",
            total::BY_PERSON,
            params!["", days.0, days.1, 20_i64],
            "SEARCH activity_day USING PRIMARY KEY (person_id>?)",
        ),
        (
            "sums by person of some",
            total::BY_PERSON_OF_SOME,
            params!["", days.0, days.1, 20_i64, people.as_str()],
            "SEARCH activity_day USING PRIMARY KEY (person_id=? AND day>? AND day<?)",
        ),
        (
            "sums by day",
            total::BY_DAY,
            params![days.0, days.1, 20_i64],
            "SEARCH day_total USING PRIMARY KEY (day>? AND day<?)",
        ),
        (
            "sums by day of some",
            total::BY_DAY_OF_SOME,
            params![days.0, days.1, 20_i64, people.as_str()],
            "SEARCH activity_day USING PRIMARY KEY (person_id=? AND day>? AND day<?)",
        ),
        (
            "rules",
            rule::BY_START,
            params!["reopening", "", "", SITI, 20_i64],
            "SEARCH rule USING INDEX rule_by_start (kind=? AND (starts_on,id)>(?,?))",
        ),
        (
            "what is open again",
            rule::OPEN,
            params![days.0, format!("[\"{SITI}\"]"), 20_i64],
            "SEARCH rule USING INDEX rule_open (open_until>?)",
        ),
    ] {
        let steps = plan(&office, statement, parameters).await;
        check(what, &steps, &[expected]);
    }
}

#[tokio::test]
async fn no_look_up_walks_through_a_table() {
    let office = Office::open().await;
    let people = format!("[\"{SITI}\"]");
    let days = ("2026-11-01", "2026-11-30");
    for (what, statement, parameters, expected) in [
        (
            "what stands beside",
            store::BESIDE,
            params![SITI, days.0, days.1, 20_i64],
            "SEARCH activity USING INDEX activity_by_person (person_id=? AND day>? AND day<?)",
        ),
        (
            "ids that are taken",
            TAKEN,
            params![people.as_str(), 20_i64, SITI],
            "SEARCH activity USING INDEX sqlite_autoindex_activity_1 (id=?)",
        ),
        (
            "templates",
            template::OF_PERSON,
            params![SITI, 20_i64],
            "SEARCH template USING INDEX template_by_person (person_id=?)",
        ),
    ] {
        let steps = plan(&office, statement, parameters).await;
        check(what, &steps, &[expected]);
    }
}
