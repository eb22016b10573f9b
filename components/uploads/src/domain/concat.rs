//! `Upload-Concat` of tus 1.0.0: whether an upload is a part, or what parts are joined to.

use super::UploadId;

/// The most parts of a file.
pub const PARTS_MAX: usize = 64;

/// What the header says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Concat {
    /// It is one of several parts.
    Part,
    /// It is what these are joined to, in this order.
    Final(Vec<UploadId>),
}

impl Concat {
    /// Reads the header; the parts stand below a path, maybe with a host before it. None for
    /// anything else, for no parts or too many, and for a part that stands there twice: its bytes
    /// are there once.
    pub fn parse(text: &str, folder: &str) -> Option<Self> {
        if text == "partial" {
            return Some(Self::Part);
        }
        let list = text.strip_prefix("final;")?;
        let mut parts: Vec<UploadId> = Vec::new();
        for url in list.split(' ').filter(|url| !url.is_empty()) {
            let (before, id) = url.rsplit_once('/')?;
            // One address each: a comma would hide the one before it.
            let is_one = before.ends_with(folder) && !before.contains(',');
            let id = is_one.then(|| id.parse().ok())??;
            if parts.contains(&id) || parts.len() >= PARTS_MAX {
                return None;
            }
            parts.push(id);
        }
        (!parts.is_empty()).then_some(Self::Final(parts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "/api/uploads/files/0193a5b0-7c1e-7000-8000-00000000000a";
    const B: &str = "/api/uploads/files/0193a5b0-7c1e-7000-8000-00000000000b";

    fn parse(text: &str) -> Option<Concat> {
        Concat::parse(text, "/api/uploads/files")
    }

    #[test]
    fn parts_are_named_once_each_and_by_addresses_of_ours() {
        assert_eq!(parse("partial"), Some(Concat::Part));
        for good in [
            format!("final;{A} {B}"),
            format!("final; {A}  {B} "),
            format!("final;https://kantor.go.id{A} https://kantor.go.id{B}"),
        ] {
            let Some(Concat::Final(parts)) = parse(&good) else {
                panic!("{good}");
            };
            let ends: Vec<_> = parts.iter().map(|id| id.to_string()).collect();
            assert!(A.ends_with(&ends[0]) && B.ends_with(&ends[1]), "{good}");
        }
        let many = |n: usize| {
            let url = |n| format!("/api/uploads/files/0193a5b0-7c1e-7000-8000-{n:012}");
            format!("final;{}", (0..n).map(url).collect::<Vec<_>>().join(" "))
        };
        assert!(parse(&many(PARTS_MAX)).is_some());
        for bad in [
            "final;".to_owned(),
            "final".to_owned(),
            String::new(),
            "Partial".to_owned(),
            format!("final;{A} {A}"),
            format!("final;{A},{B}"),
            "final;/api/uploads/files/../secret".to_owned(),
            "final;/elsewhere/0193a5b0-7c1e-7000-8000-00000000000a".to_owned(),
            "final;0193a5b0-7c1e-7000-8000-00000000000a".to_owned(),
            many(PARTS_MAX + 1),
        ] {
            assert_eq!(parse(&bad), None, "{bad}");
        }
    }
}
