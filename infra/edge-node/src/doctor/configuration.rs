//! Whether spin.toml and runtime-config.toml can be used together, and every variable has its
//! value.

use std::collections::BTreeMap;

use super::Finding;
use super::premises::Premises;
use crate::config::manifest::{Component, Manifest};
use crate::config::runtime::RuntimeConfig;
use crate::config::secret::Secret;
use crate::config::secrets::{self, SecretsError};
use crate::config::template::fill;
use crate::routes::RouteTable;

/// Reads what the operator wrote, as a start would.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let manifest = premises.files.manifest.display().to_string();
    let runtime = premises.files.runtime_config.display().to_string();
    let mut findings = vec![
        match &premises.manifest {
            Ok(read) => wiring(&manifest, read),
            Err(words) => unreadable(&manifest, words, "--manifest"),
        },
        match &premises.runtime {
            Ok(read) => {
                let state_dir = read.state_dir();
                Finding::fine(&runtime, format!("the node keeps {}", state_dir.display()))
            }
            Err(words) => unreadable(&runtime, words, "--runtime-config"),
        },
    ];
    if let (Ok(wiring), Ok(places)) = (&premises.manifest, &premises.runtime) {
        let homeless = wiring.component.iter();
        findings
            .extend(homeless.flat_map(|(id, component)| homes(&runtime, places, id, component)));
        findings.extend(values(wiring, places));
    }
    findings
}

fn unreadable(file: &str, words: &str, option: &str) -> Finding {
    // The reader's words begin with the file, as those of a start do.
    let words = words.strip_prefix(file).unwrap_or(words);
    let words = words.trim_start_matches(':').trim_start();
    Finding::wrong(file, words).so(format!(
        "mend the file, or name another one with {option}; nothing starts without it"
    ))
}

fn wiring(file: &str, manifest: &Manifest) -> Finding {
    let n_components = manifest.component.len();
    let n_routes = manifest.trigger.http.len();
    match RouteTable::new(&manifest.trigger.http) {
        Ok(_) => Finding::fine(
            file,
            format!("{n_components} components, {n_routes} routes"),
        ),
        Err(fault) => Finding::wrong(file, fault.to_string()).so("mend the route"),
    }
}

/// Every database and store that is granted needs a place.
fn homes(file: &str, places: &RuntimeConfig, id: &str, component: &Component) -> Vec<Finding> {
    let databases = component.sqlite_databases.iter();
    let databases = databases.map(|label| ("sqlite_database", label, places.database(label)));
    let stores = component.key_value_stores.iter();
    let stores = stores.map(|label| ("key_value_store", label, places.store(label)));
    databases
        .chain(stores)
        .filter(|(_, _, place)| place.is_none())
        .map(|(table, label, _)| {
            let means =
                format!("spin.toml grants {label:?} to {id:?}, and nothing says where it is");
            Finding::wrong(file, means).so(format!("add [{table}.{label}] with its path"))
        })
        .collect()
}

fn values(manifest: &Manifest, places: &RuntimeConfig) -> Vec<Finding> {
    match secrets::known(manifest, &places.state_dir()) {
        Ok(variables) => filled(manifest, &variables),
        Err(error) => vec![valueless(manifest, &error)],
    }
}

fn valueless(manifest: &Manifest, error: &SecretsError) -> Finding {
    const WHAT: &str = "variables";
    let is_made =
        |name: &String| matches!(manifest.notes().secrets.get(name), Some(Secret::Random(_)));
    match error {
        SecretsError::Missing(name) if is_made(name) => {
            Finding::fine(WHAT, format!("the next start makes the secret {name}"))
        }
        SecretsError::Missing(name) => {
            let variable = format!("SPIN_VARIABLE_{}", name.to_uppercase());
            Finding::wrong(WHAT, format!("{name} has no value")).so(format!(
                "set {variable} where the node is started; where that is done already, run \
                 doctor with the same environment"
            ))
        }
        other => Finding::wrong(WHAT, other.to_string()).so(format!(
            "put the copy of {} back; without one move the file away: the next start makes new \
             secrets, and everybody signs in again",
            secrets::FILE
        )),
    }
}

/// The values stand in texts of the manifest: those must come out right too.
fn filled(manifest: &Manifest, variables: &BTreeMap<String, String>) -> Vec<Finding> {
    let fill = |text: &str| fill(text, variables);
    let mut wrong = Vec::new();
    for (id, component) in &manifest.component {
        let texts = component
            .variables
            .values()
            .map(|text| fill(text).map(drop));
        let hosts = component.allowed_hosts(fill).map(drop);
        let faults = texts.chain([hosts]).filter_map(Result::err);
        wrong.extend(faults.map(|words| {
            Finding::wrong(format!("component {id:?}"), words).so("mend it in spin.toml")
        }));
    }
    if wrong.is_empty() {
        let n = manifest.variables.len();
        wrong.push(Finding::fine("variables", format!("all {n} have a value")));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::cli::Cli;
    use crate::doctor::Grade;

    const MANIFEST: &str = "spin_manifest_version = 2\n[application]\nname = \"office\"\n\
        [variables]\nport = { required = true }\n[[trigger.http]]\nroute = \"/...\"\n\
        component = \"a\"\n[component.a]\nsource = \"a.wasm\"\nsqlite_databases = [\"a\"]\n\
        allowed_outbound_hosts = [\"http://b:{{ port }}\"]\n";
    const RUNTIME: &str =
        "state_dir = \"state\"\n[sqlite_database.a]\ntype = \"spin\"\npath = \"a.db\"\n";

    fn found(folder: &Path, manifest: &str, runtime: &str) -> Vec<Finding> {
        std::fs::write(folder.join("spin.toml"), manifest).unwrap();
        std::fs::write(folder.join("runtime-config.toml"), runtime).unwrap();
        let words = ["--manifest".into(), folder.join("spin.toml").into()];
        look(&Premises::of(&Cli::parse(words).unwrap(), false))
    }

    fn worst(findings: &[Finding]) -> &Finding {
        findings.iter().max_by_key(|finding| finding.grade).unwrap()
    }

    #[test]
    fn what_fits_together_is_fine() {
        let dir = tempfile::tempdir().unwrap();
        let manifest = MANIFEST.replace("required = true", "default = \"80\"");
        let findings = found(dir.path(), &manifest, RUNTIME);
        assert_eq!(worst(&findings).grade, Grade::Fine, "{findings:?}");
        assert_eq!(findings[0].means, "1 components, 1 routes");
    }

    #[test]
    fn each_fault_is_named_with_what_to_do() {
        let dir = tempfile::tempdir().unwrap();
        let with = |from: &str, to: &str| {
            MANIFEST
                .replace("required = true", "default = \"80\"")
                .replace(from, to)
        };
        for (manifest, runtime, words) in [
            (with("source =", "sauce ="), RUNTIME.to_owned(), "line 10"),
            (with("\"/...\"", "\"x\""), RUNTIME.to_owned(), "route \"x\""),
            (
                with("\"80\"", "\"x\""),
                RUNTIME.to_owned(),
                "its port is none",
            ),
            (MANIFEST.to_owned(), RUNTIME.to_owned(), "port has no value"),
            (with("", ""), RUNTIME.replace("spin", "nips"), "line 3"),
            (
                with("", ""),
                RUNTIME.replace("base.a", "base.b"),
                "grants \"a\"",
            ),
        ] {
            let findings = found(dir.path(), &manifest, &runtime);
            let worst = worst(&findings);
            assert_eq!(worst.grade, Grade::Wrong, "{words}: {findings:?}");
            assert!(worst.means.contains(words), "{words}: {worst:?}");
            assert!(worst.next.is_some());
        }
    }

    #[test]
    fn a_secret_that_the_first_start_makes_is_no_fault() {
        let dir = tempfile::tempdir().unwrap();
        let secret = "[application.tool.ngantor.secrets]\nport = { random = 4 }\n[variables]";
        let findings = found(
            dir.path(),
            &MANIFEST.replace("[variables]", secret),
            RUNTIME,
        );
        assert_eq!(worst(&findings).grade, Grade::Fine, "{findings:?}");
    }

    #[test]
    fn a_file_that_is_not_there_is_named_once() {
        let cli = Cli::parse(["--manifest".into(), "nowhere/spin.toml".into()]).unwrap();
        let findings = look(&Premises::of(&cli, false));
        assert!(
            findings[0].means.starts_with("cannot be read"),
            "{findings:?}"
        );
        assert!(findings.iter().all(|finding| finding.grade == Grade::Wrong));
    }
}
