//! Somebody outside whom a component may ask: an HTTP server of a few lines, which answers
//! with what it was sent.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread;

/// A server on a port of its own; it goes with the process.
pub struct Listener {
    port: u16,
}

impl Listener {
    /// Listens on a free port.
    pub fn open() -> Self {
        let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let port = socket.local_addr().expect("an address").port();
        thread::spawn(move || {
            for stream in socket.incoming().flatten() {
                // A host that hangs up early was not interested in the answer.
                thread::spawn(move || drop(answer(&stream)));
            }
        });
        Self { port }
    }

    /// The port on 127.0.0.1.
    pub const fn port(&self) -> u16 {
        self.port
    }
}

fn answer(mut stream: &TcpStream) -> std::io::Result<()> {
    let mut reader = BufReader::new(stream);
    let mut head = String::new();
    while reader.read_line(&mut head)? > "\r\n".len() {}
    let length = head.to_lowercase().lines().find_map(|line| {
        let length = line.strip_prefix("content-length: ")?;
        length.parse::<usize>().ok()
    });
    let mut body = vec![0; length.unwrap_or_default()];
    reader.read_exact(&mut body)?;
    let heard = head.replace("\r\n", "\n") + &String::from_utf8_lossy(&body);
    let n_bytes = heard.len();
    let head = "HTTP/1.1 203 Outside\r\nx-outside: yes\r\nconnection: close";
    write!(stream, "{head}\r\ncontent-length: {n_bytes}\r\n\r\n{heard}")
}
