//! The address to listen on, and what people and proxies are told.

use std::io::{self, Read as _, Write as _};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;

use super::Finding;
use super::locks;
use super::premises::Premises;
use crate::limits::ADDRESS_WAIT;

/// More than a node answers to a monitor, in bytes.
const ANSWER_MAX_BYTES: u64 = 4096;

/// Looks at the address, and at the words of the command line that go with it.
pub fn look(premises: &Premises) -> Vec<Finding> {
    let lock = premises.state_dir().map(|folder| folder.join("lock"));
    let runs = lock.as_deref().and_then(|lock: &Path| locks::is_held(lock));
    let mut findings = vec![address(premises.listen, runs)];
    findings.extend(told(premises));
    findings
}

/// Whether a node could listen there, or does. `runs`: whether one holds the state directory.
fn address(listen: SocketAddr, runs: Option<bool>) -> Finding {
    let at = listen.to_string();
    // Given back at once, and nothing was accepted.
    match TcpListener::bind(listen).map(drop) {
        Ok(()) if runs == Some(true) => Finding::warning(
            at,
            "free, although a node uses the state directory: it listens elsewhere",
        )
        .so("give doctor the words that the node was started with, --listen above all"),
        Ok(()) => Finding::fine(at, "free; no node runs"),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => taken(at, listen, runs),
        Err(error) => Finding::wrong(at, format!("a node cannot listen there: {error}")).so(
            "choose an address of this machine with --listen; ports below 1024 need the right to \
             them, so let a proxy listen there",
        ),
    }
}

fn taken(at: String, listen: SocketAddr, runs: Option<bool>) -> Finding {
    let is_node = ask(listen, "/healthz").is_ok_and(|answer| answer.ends_with("\r\n\r\nok\n"));
    if !is_node {
        return Finding::wrong(at, "taken by another program").so(format!(
            "see which: ss -ltnp 'sport = :{}'; end it, or choose another address with --listen",
            listen.port()
        ));
    }
    if runs == Some(false) {
        return Finding::wrong(at, "taken by a node on other data").so(
            "choose another address with --listen, or give doctor the --data-dir of that node",
        );
    }
    match ask(listen, "/readyz") {
        Ok(answer) if answer.contains(" 200 ") => Finding::fine(at, "the node answers, ready"),
        _ => Finding::warning(at, "the node answers, and is not ready")
            .so("wait a minute; then read its log for \"a function is not ready\""),
    }
}

/// One request, as a monitor sends it.
fn ask(listen: SocketAddr, path: &str) -> io::Result<String> {
    let mut address = listen;
    if address.ip().is_unspecified() {
        address.set_ip(match address {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    let mut stream = TcpStream::connect_timeout(&address, ADDRESS_WAIT)?;
    stream.set_read_timeout(Some(ADDRESS_WAIT))?;
    stream.set_write_timeout(Some(ADDRESS_WAIT))?;
    // In one piece: a server may answer, and hang up, after the first.
    let head = format!("GET {path} HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
    stream.write_all(head.as_bytes())?;
    let mut answer = Vec::new();
    stream.take(ANSWER_MAX_BYTES).read_to_end(&mut answer)?;
    Ok(String::from_utf8_lossy(&answer).into_owned())
}

/// What the command line says of the outside.
fn told(premises: &Premises) -> Vec<Finding> {
    let is_own = premises.listen.ip().is_loopback();
    let url = match &premises.public_url {
        None if is_own => Finding::fine("--public-url", "not given: for this machine alone"),
        None => Finding::warning(
            "--public-url",
            "not given: links lead to an address without HTTPS, on which browsers keep no session",
        )
        .so("put a proxy with a certificate in front, and give its address"),
        Some(url) if url.starts_with("https://") => Finding::fine("--public-url", url),
        Some(url) => Finding::warning(
            "--public-url",
            format!("{url} has no HTTPS, without which browsers keep no session"),
        )
        .so("put a proxy with a certificate in front (docs/operations.md)"),
    };
    let proxy = match premises.trusted_proxy {
        None if premises.public_url.is_some() => Finding::warning(
            "--trusted-proxy",
            "not given: everybody seems to come from the proxy, and whoever guesses at one \
             password slows all others down",
        )
        .so("give the address from which the proxy connects, as in --trusted-proxy 127.0.0.1"),
        None => Finding::fine("--trusted-proxy", "not given: nobody's word is believed"),
        Some(proxy) if is_own && !proxy.is_loopback() => Finding::wrong(
            "--trusted-proxy",
            format!(
                "{proxy} cannot reach {}, which is this machine's own",
                premises.listen
            ),
        )
        .so("give 127.0.0.1 when the proxy runs here; otherwise listen where it can connect"),
        Some(proxy) => Finding::fine("--trusted-proxy", proxy.to_string()),
    };
    vec![url, proxy]
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;
    use crate::cli::Cli;
    use crate::doctor::Grade;

    /// Answers what is asked, as often as it is asked.
    fn server(answer: &'static str) -> SocketAddr {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let mut stream = stream.unwrap();
                let mut head = [0; 256];
                let _n = stream.read(&mut head).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        address
    }

    #[test]
    fn a_port_is_free_the_nodes_own_or_anothers() {
        let free = TcpListener::bind("127.0.0.1:0")
            .unwrap()
            .local_addr()
            .unwrap();
        assert_eq!(address(free, Some(false)).grade, Grade::Fine);
        assert_eq!(address(free, Some(true)).grade, Grade::Warning);
        let node = server("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nok\n");
        assert_eq!(address(node, Some(true)).grade, Grade::Fine);
        assert_eq!(address(node, None).grade, Grade::Fine);
        let other = address(node, Some(false));
        assert!(other.means.contains("on other data"), "{other:?}");
        let shop = address(server("HTTP/1.1 404 Not Found\r\n\r\n"), Some(false));
        assert_eq!(shop.grade, Grade::Wrong);
        assert!(shop.means.contains("another program"), "{shop:?}");
    }

    #[test]
    fn an_address_of_another_machine_is_named() {
        // RFC 5737: nobody has it.
        let found = address("192.0.2.1:3000".parse().unwrap(), None);
        assert_eq!(found.grade, Grade::Wrong, "{found:?}");
    }

    #[test]
    fn what_proxies_and_people_are_told_is_held_together() {
        for (words, url, proxy) in [
            ("", Grade::Fine, Grade::Fine),
            ("--listen 0.0.0.0:80", Grade::Warning, Grade::Fine),
            (
                "--public-url http://kantor.go.id",
                Grade::Warning,
                Grade::Warning,
            ),
            (
                "--public-url https://kantor.go.id --trusted-proxy 127.0.0.1",
                Grade::Fine,
                Grade::Fine,
            ),
            (
                "--public-url https://kantor.go.id --trusted-proxy 10.0.0.7",
                Grade::Fine,
                Grade::Wrong,
            ),
        ] {
            let cli = Cli::parse(words.split_whitespace().map(Into::into)).unwrap();
            let found = told(&Premises::of(&cli, false));
            let grades: Vec<_> = found.iter().map(|finding| finding.grade).collect();
            assert_eq!(grades, [url, proxy], "{words}");
        }
    }
}
