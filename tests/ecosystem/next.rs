//! The servers of the page "Where next": the same conversation with each of them.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::process::{Child, Stdio};
use std::time::Duration;

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use php_sockets_test_support::program::{build, limited};
use socket2::SockRef;

/// How many descriptors a server may have open.
const DESCRIPTORS: usize = 20;

/// A server, which is ended when the test ends.
struct Server {
    process: Child,
    port: u16,
}

impl Server {
    fn start(name: &str) -> Self {
        let built = build(
            "php-sockets-ecosystem",
            "--examples",
            "examples/next-select",
        );
        let folder = built.expect("they compile").join("examples");
        let mut command = limited("sh", 0);
        command.args(["-c", &format!("ulimit -n {DESCRIPTORS}; exec \"$0\"")]);
        command.arg(folder.join(name)).stdout(Stdio::piped());
        let mut process = command.stderr(Stdio::null()).spawn().unwrap();
        let mut said = String::new();
        let stdout = process.stdout.take().unwrap();
        BufReader::new(stdout).read_line(&mut said).unwrap();
        let port = said.strip_prefix("Listening on 127.0.0.1 port ");
        let port = port.and_then(|it| it.trim_end().strip_suffix('.')?.parse().ok());
        let port = port.unwrap_or_else(|| panic!("{name}: {said:?}"));
        Self { process, port }
    }

    fn client(&self) -> BufReader<TcpStream> {
        let client = TcpStream::connect(("127.0.0.1", self.port)).unwrap();
        client
            .set_read_timeout(Some(Duration::from_secs(10)))
            .unwrap();
        BufReader::new(client)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // To `timeout`, which passes it on.
        let _ = kill(Pid::from_raw(self.process.id() as i32), Signal::SIGTERM);
        let _ = self.process.wait();
    }
}

fn say(client: &BufReader<TcpStream>, text: &str) {
    client.get_ref().write_all(text.as_bytes()).unwrap();
}

#[track_caller]
fn assert_hears(client: &mut BufReader<TcpStream>, lines: &str) {
    let mut heard = vec![0; lines.len()];
    client.read_exact(&mut heard).unwrap();
    assert_eq!(String::from_utf8_lossy(&heard), lines);
}

/// Two clients at once, a line in pieces, a reset, a line without an end, a half-close, a crowd.
fn sends_lines_back(name: &str) {
    let server = Server::start(name);
    let (mut ann, mut bob) = (server.client(), server.client());
    say(&ann, "he");
    say(&bob, "one\ntwo\n");
    assert_hears(&mut bob, "one\ntwo\n");
    say(&ann, "llo\n");
    assert_hears(&mut ann, "hello\n");

    let rude = server.client();
    say(&rude, "half a li");
    SockRef::from(rude.get_ref())
        .set_linger(Some(Duration::ZERO))
        .unwrap();
    drop(rude);
    let mut endless = server.client();
    let _ = endless.get_ref().write_all(&[b'x'; 100_000]); // it may be cut off before
    let end = endless.read(&mut [0]);
    assert!(!matches!(end, Ok(1)), "{name}: {end:?}");

    say(&bob, "three\n");
    assert_hears(&mut bob, "three\n");
    bob.get_ref().shutdown(Shutdown::Write).unwrap();
    assert_eq!(bob.read(&mut [0]).unwrap(), 0);
    say(&ann, "four\n");
    assert_hears(&mut ann, "four\n");

    // More clients than it has descriptors for, and then one for which there is room again.
    let crowd: Vec<_> = (0..2 * DESCRIPTORS).map(|_| server.client()).collect();
    say(&ann, "five\n");
    assert_hears(&mut ann, "five\n");
    drop(crowd);
    let mut late = server.client();
    say(&late, "six\n");
    assert_hears(&mut late, "six\n");
}

#[test]
fn the_server_with_select_sends_lines_back() {
    sends_lines_back("next-select");
}

#[test]
fn the_server_with_mio_sends_lines_back() {
    sends_lines_back("next-mio");
}

#[test]
fn the_server_with_tokio_sends_lines_back() {
    sends_lines_back("next-tokio");
}
