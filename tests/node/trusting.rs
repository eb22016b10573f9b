//! Hosts whose certificate an authority of the institution's own vouches for: OpenSSL makes both,
//! and serves.

use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use ngantor_tests::client::Client;
use ngantor_tests::office::{self, must};
use ngantor_tests::probe::Probes;

/// An authority, and what it vouches for, in a folder.
struct Authority(tempfile::TempDir);

impl Authority {
    fn new() -> Self {
        let authority = Self(tempfile::tempdir().unwrap());
        let subject = ["-subj", "/CN=Kementerian", "-days", "2"];
        authority.openssl(
            &[
                &["req", "-x509", "-nodes", "-out", "ca.pem"],
                KEY,
                &["-keyout", "ca.key"],
                &subject,
            ]
            .concat(),
        );
        authority
    }

    /// Makes a certificate for a name, as `<file>.pem` with `<file>.key`.
    fn vouch(&self, file: &str, name: &str) {
        let (request, certificate) = (format!("{file}.csr"), format!("{file}.pem"));
        let (key, subject) = (format!("{file}.key"), format!("/CN={file}"));
        let extension = format!("subjectAltName={name}");
        self.openssl(
            &[
                &["req", "-nodes", "-out", &request],
                KEY,
                &["-keyout", &key, "-subj", &subject, "-addext", &extension],
            ]
            .concat(),
        );
        self.openssl(&[
            "x509",
            "-req",
            "-in",
            &request,
            "-CA",
            "ca.pem",
            "-CAkey",
            "ca.key",
            "-days",
            "1",
            "-copy_extensions",
            "copy",
            "-out",
            &certificate,
        ]);
    }

    fn openssl(&self, words: &[&str]) {
        let done = Command::new("openssl")
            .args(words)
            .current_dir(self.0.path())
            .output();
        let done = done.expect("openssl runs");
        assert!(
            done.status.success(),
            "{words:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }

    fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Serves by a certificate on a free port; with `-Verify` also asks for one.
    fn serve(&self, file: &str, more: &[&str]) -> Serving {
        let (certificate, key) = (format!("{file}.pem"), format!("{file}.key"));
        let words = [
            "s_server",
            "-accept",
            "127.0.0.1:0",
            "-www",
            "-cert",
            &certificate,
            "-key",
            &key,
        ];
        let mut child = Command::new("openssl")
            .args(words)
            .args(more)
            .current_dir(self.0.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("openssl serves");
        let lines = BufReader::new(child.stdout.take().expect("it is piped")).lines();
        let address = lines
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("ACCEPT ").map(str::to_owned));
        let address = address.expect("it says where it listens");
        let port = address.rsplit(':').next().expect("a port").to_owned();
        Serving { child, port }
    }
}

/// Small keys, quickly made.
const KEY: &[&str] = &["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"];

struct Serving {
    child: Child,
    port: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended already.
        let _killed = self.child.kill();
        let _waited = self.child.wait();
    }
}

fn fetch(client: &Client, id: &str, address: &str) -> (u16, String) {
    let answer = must(client.send("POST", &format!("/{id}/fetch"), &[], address));
    (answer.status, answer.text)
}

fn entry(id: &str, ports: &[&Serving], ca: &Path, more: &str) -> String {
    let hosts: Vec<_> = ports
        .iter()
        .map(|serving| format!("\"localhost:{}\"", serving.port))
        .collect();
    let hosts = hosts.join(", ");
    format!(
        "[[client_tls]]\ncomponent_ids = [{id:?}]\nhosts = [{hosts}]\n\
         ca_roots_file = {ca:?}\n{more}"
    )
}

#[test]
fn an_authority_is_trusted_by_whom_and_where_it_is_named_for() {
    let (own, foreign) = (Authority::new(), Authority::new());
    own.vouch("host", "DNS:localhost");
    own.vouch("elsewhere", "DNS:elsewhere.example.org");
    own.vouch("function", "DNS:function");
    let open = own.serve("host", &[]);
    let misnamed = own.serve("elsewhere", &[]);
    let closed = own.serve(
        "host",
        &["-Verify", "1", "-verify_return_error", "-CAfile", "ca.pem"],
    );
    let ca = own.file("ca.pem");
    let shown = format!(
        "cert_chain_file = {:?}\nprivate_key_file = {:?}\n",
        own.file("function.pem"),
        own.file("function.key")
    );
    let hosts = "allowed_outbound_hosts = [\"https://localhost:*\"]";
    let installation = Probes::new()
        .with("named", hosts)
        .with("shows", hosts)
        .with("other", hosts)
        .with("foreign", hosts)
        .and_on_this_machine(&entry("named", &[&open, &misnamed, &closed], &ca, ""))
        .and_on_this_machine(&entry("shows", &[&closed], &ca, &shown))
        .and_on_this_machine(&entry("foreign", &[&open], &foreign.file("ca.pem"), ""))
        .install();
    let node = office::start(&installation);
    let client = node.client();
    let ask = |id: &str, serving: &Serving| {
        fetch(&client, id, &format!("https://localhost:{}/", serving.port))
    };

    let (status, page) = ask("named", &open);
    assert!(status == 200 && page.starts_with("200 OK"), "{page}");
    assert!(page.contains("s_server"), "{page}");
    let (status, page) = ask("shows", &closed);
    assert!(status == 200 && page.starts_with("200 OK"), "{page}");

    for (id, serving) in [
        // Nobody said so for this function.
        ("other", &open),
        // Another authority.
        ("foreign", &open),
        // The name is not the host's.
        ("named", &misnamed),
        // It has nothing to show.
        ("named", &closed),
        // Named for another port only.
        ("shows", &open),
    ] {
        let (status, words) = ask(id, serving);
        assert_eq!(status, 500, "{id}: {words}");
    }
}
