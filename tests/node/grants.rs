//! What a component is not granted it cannot touch.

use ngantor_tests::client::Client;
use ngantor_tests::node::Node;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

fn ask(client: &Client, path: &str, body: &str) -> (u16, String) {
    let answer = must(client.send("POST", path, &[], body));
    (answer.status, answer.text)
}

/// Two probes, of which `a` may ask `b` and one other host.
fn pair() -> (ngantor_tests::installation::Installation, Node) {
    let installation = Probes::new()
        .with(
            "a",
            "allowed_outbound_hosts = [\"http://b.spin.internal\", \"http://127.0.0.1:1\"]\n\
             [component.a.variables]\nword = \"{{ of_a }}\"",
        )
        .with("b", "")
        .and("[variables]\nof_a = { default = \"sesame\" }\n")
        .install();
    let node = office::start(&installation);
    (installation, node)
}

#[test]
fn a_database_of_another_component_cannot_be_opened() {
    let (installation, node) = pair();
    let client = node.client();
    let (status, _) = ask(&client, "/b/sql/b", "CREATE TABLE secret (x)");
    assert_eq!(status, 200);
    for label in ["b", "c", "default", "..", "b.db", ""] {
        let (status, words) = ask(&client, &format!("/a/sql/{label}"), "SELECT * FROM secret");
        assert_eq!(status, 500, "{label}: {words}");
    }
    let (_, words) = ask(&client, "/a/sql/b", "SELECT 1");
    assert!(words.contains("AccessDenied"), "{words}");
    // The same from inside a database that is its own.
    let other = installation.folder().join("b.db");
    for statement in [
        format!("ATTACH '{}' AS b", other.display()),
        format!("VACUUM INTO '{}.copy'", other.display()),
        format!("SELECT readfile('{}')", other.display()),
    ] {
        let (status, words) = ask(&client, "/a/sql/a", &statement);
        assert_eq!(status, 500, "{statement}: {words}");
    }
}

#[test]
fn a_store_of_another_component_cannot_be_opened() {
    let (_installation, node) = pair();
    let client = node.client();
    assert_eq!(ask(&client, "/b/store/b", "k"), (200, "k".to_owned()));
    let (status, words) = ask(&client, "/a/store/b", "k");
    assert!(status == 500 && words.contains("AccessDenied"), "{words}");
    let (status, words) = ask(&client, "/a/store/default", "k");
    assert!(status == 500 && words.contains("AccessDenied"), "{words}");
}

#[test]
fn a_variable_of_another_component_cannot_be_read() {
    let (_installation, node) = pair();
    let client = node.client();
    assert_eq!(
        ask(&client, "/a/variable/word", ""),
        (200, "sesame".to_owned())
    );
    for path in ["/b/variable/word", "/b/variable/of_a", "/a/variable/of_a"] {
        let (status, words) = ask(&client, path, "");
        assert!(
            status == 500 && words.contains("Undefined"),
            "{path}: {words}"
        );
    }
}

#[test]
fn a_host_that_is_not_named_cannot_be_asked() {
    let (_installation, node) = pair();
    let client = node.client();
    let (status, words) = ask(&client, "/a/fetch", "http://b.spin.internal/b/echo");
    assert!(status == 200 && words.starts_with("200 OK"), "{words}");
    let (status, words) = ask(&client, "/b/fetch", "http://self.alt/a/echo");
    assert!(status == 200 && words.starts_with("200 OK"), "{words}");
    // Granted, but nobody listens there: another refusal than the one below.
    let (_, words) = ask(&client, "/a/fetch", "http://127.0.0.1:1/");
    assert!(!words.contains("Denied"), "{words}");
    let own = node.origin.clone() + "/b/echo";
    for address in [
        own.as_str(),
        "http://self.alt/b/echo",
        "http://self/b/echo",
        "http://c.spin.internal/",
        "http://127.0.0.1:2/",
        "https://127.0.0.1:1/",
        "http://localhost:1/",
        "http://127.0.0.1.example.org:1/",
        "http://b.spin.internal@example.org/",
    ] {
        let (status, words) = ask(&client, "/a/fetch", address);
        assert!(
            status == 500 && words.contains("Denied"),
            "{address}: {words}"
        );
    }
}

#[test]
fn neither_files_nor_sockets_are_there() {
    let (_installation, node) = pair();
    let client = node.client();
    let manifest = ngantor_tests::root().join("spin.toml");
    for path in ["/etc/passwd", "spin.toml", &manifest.display().to_string()] {
        let (status, words) = ask(&client, "/a/file", path);
        assert_eq!(status, 500, "{path}: {words}");
    }
    let address = node.origin.trim_start_matches("http://").to_owned();
    let (status, words) = ask(&client, "/a/socket", &address);
    assert_eq!(status, 500, "{words}");
}

#[test]
fn headers_that_only_the_host_may_set_are_set_by_the_host() {
    let (_installation, node) = pair();
    let forged = [("spin-client-addr", "8.8.8.8:1"), ("spin-anything", "x")];
    let answer = must(node.client().send("GET", "/a/deep/echo?q=1", &forged, ""));
    assert!(
        answer.text.contains("spin-client-addr: 127.0.0.1:"),
        "{}",
        answer.text
    );
    assert!(
        answer.text.contains("spin-path-info: /deep/echo\n"),
        "{}",
        answer.text
    );
    assert!(!answer.text.contains("8.8.8.8"), "{}", answer.text);
    assert!(!answer.text.contains("spin-anything"), "{}", answer.text);
}

#[test]
fn a_component_cannot_forge_for_another_what_only_the_host_may_say() {
    let (_installation, node) = pair();
    let forged = "http://b.spin.internal/b/echo\nspin-client-addr: 8.8.8.8:1\nspin-x: y";
    let (status, text) = ask(&node.client(), "/a/fetch", forged);
    assert!(
        status == 200 && text.contains("spin-client-addr: 0.0.0.0:0"),
        "{text}"
    );
    assert!(
        !text.contains("8.8.8.8") && !text.contains("spin-x"),
        "{text}"
    );
}

#[test]
fn only_the_trusted_proxy_says_where_a_client_is() {
    let forwarded = [("x-forwarded-for", "8.8.8.8, 192.0.2.7")];
    for (words, expected) in [
        ([].as_slice(), "spin-client-addr: 127.0.0.1:"),
        (
            &["--trusted-proxy", "192.0.2.1"],
            "spin-client-addr: 127.0.0.1:",
        ),
        (
            &["--trusted-proxy", "127.0.0.1"],
            "spin-client-addr: 192.0.2.7:0",
        ),
    ] {
        let installation = Probes::new().with("a", "").install().with(words);
        let node = office::start(&installation);
        let answer = must(node.client().send("GET", "/a/echo", &forwarded, ""));
        assert!(answer.text.contains(expected), "{words:?}: {}", answer.text);
    }
}
