//! The article's programs, in Rust and in PHP, as a reader starts them.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Output, Stdio};

use php_sockets::*;
use php_sockets_test_support::program::Language::{self, Php, Rust};
use php_sockets_test_support::program::program;
use php_sockets_test_support::sources::source;

use crate::common::{closed_port, has_php, in_words_of_libc, listener, port, said, tcp};

/// A server that has printed where it listens.
struct Server {
    process: Child,
    output: BufReader<ChildStdout>,
    port: u16,
    said: String,
}

impl Server {
    fn start(language: Language, arguments: &[&str]) -> Self {
        let mut command = program(language, "server", 0);
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut process = command.spawn().unwrap();
        let mut output = BufReader::new(process.stdout.take().unwrap());

        let mut said = String::new();
        output.read_line(&mut said).unwrap();
        let digits = said
            .trim_end_matches(['.', '。', '\n'])
            .rsplit(' ')
            .next()
            .unwrap();
        let port = digits
            .parse()
            .unwrap_or_else(|_| panic!("no port in {said:?}"));
        Self {
            process,
            output,
            port,
            said,
        }
    }

    /// Its output, with the port written as PORT, and its errors.
    fn end(mut self) -> (String, String) {
        self.output.read_to_string(&mut self.said).unwrap();
        let rest = self.process.wait_with_output().unwrap();
        let complaint = String::from_utf8(rest.stderr).unwrap();
        assert!(rest.status.success(), "{complaint}");
        (self.said.replace(&self.port.to_string(), "PORT"), complaint)
    }
}

fn client(language: Language, port: u16, arguments: &[&str]) -> Output {
    program(language, "client", port)
        .args(arguments)
        .output()
        .unwrap()
}

/// Server and client print the same lines, in whichever language each is.
#[track_caller]
fn assert_conversation(pair: (Language, Language), flags: &[&str], server: &str, client: &str) {
    let running = Server::start(pair.0, &[flags, &["--clients", "2"]].concat());
    for _ in 0..2 {
        let output = self::client(pair.1, running.port, flags);
        assert!(output.status.success(), "{pair:?}: {}", said(&output));
        let said = said(&output).replace(&running.port.to_string(), "PORT");
        assert_eq!(said, client, "{pair:?}");
    }
    assert_eq!(
        running.end(),
        (server.to_owned(), String::new()),
        "{pair:?}"
    );
}

const SERVER: &str = "Listening on 127.0.0.1 port PORT.\n\
    Greeting sent.\nreceived: Ho\r\nfirst blood\r\n\n\
    Greeting sent.\nreceived: Ho\r\nfirst blood\r\n\n";

const CLIENT: &str = "OK.\n\
    Trying to connect to 127.0.0.1 port PORT...\n\
    Connection OK.\n\
    Sent to the server.\n\
    What was sent: Ho\r\nfirst blood\r\n\n\
    The server's answer arrived.\n\
    What it says: test successful\n\
    Closing the socket...\n\
    Closed.\n";

const CLIENT_ZH: &str = "OK。\n\
    正在尝试连接 127.0.0.1 端口 PORT...\n\
    连接成功。\n\
    已发送到服务器。\n\
    发送的内容: Ho\r\nfirst blood\r\n\n\
    接收服务器回传信息成功!\n\
    接受的内容为:测试成功\n\
    关闭SOCKET...\n\
    关闭OK\n";

const SERVER_ZH: &str = "正在监听 127.0.0.1 端口 PORT。\n\
    问候已发出。\n收到: Ho\r\nfirst blood\r\n\n\
    问候已发出。\n收到: Ho\r\nfirst blood\r\n\n";

#[test]
fn rust_server_and_rust_client_talk() {
    assert_conversation((Rust, Rust), &[], SERVER, CLIENT);
    assert_conversation((Rust, Rust), &["--zh"], SERVER_ZH, CLIENT_ZH);
}

#[test]
fn rust_server_and_php_client_talk() {
    if has_php("programs::rust_server_and_php_client_talk") {
        assert_conversation((Rust, Php), &[], SERVER, CLIENT);
    }
}

#[test]
fn php_server_and_rust_client_talk() {
    if has_php("programs::php_server_and_rust_client_talk") {
        assert_conversation((Php, Rust), &[], SERVER, CLIENT);
    }
}

#[test]
fn php_server_and_php_client_talk() {
    if has_php("programs::php_server_and_php_client_talk") {
        assert_conversation((Php, Php), &[], SERVER, CLIENT);
        assert_conversation((Php, Php), &["--zh"], SERVER_ZH, CLIENT_ZH);
    }
}

#[track_caller]
fn assert_complains(output: &Output, complaint: &str) {
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(said.trim_end(), in_words_of_libc(complaint));
}

#[track_caller]
fn assert_second_server_fails(language: Language) {
    let first = listener();
    let output = program(language, "server", port(&first)).output().unwrap();

    assert_complains(
        &output,
        "socket_bind(): Unable to bind address [98]: Address already in use",
    );
    assert_eq!(output.stdout, b"");
}

#[test]
fn a_second_server_says_that_the_address_is_in_use() {
    assert_second_server_fails(Rust);
}

#[test]
fn a_second_php_server_says_the_same() {
    if has_php("programs::a_second_php_server_says_the_same") {
        assert_second_server_fails(Php);
    }
}

#[track_caller]
fn assert_lonely_client_fails(language: Language) {
    let (port, _keep) = closed_port();
    let output = client(language, port, &[]);

    assert_complains(
        &output,
        "socket_connect(): unable to connect [111]: Connection refused",
    );
    assert!(!said(&output).contains("Connection OK"));
}

#[test]
fn a_client_without_a_server_says_that_it_was_refused() {
    assert_lonely_client_fails(Rust);
}

#[test]
fn a_php_client_without_a_server_says_the_same() {
    if has_php("programs::a_php_client_without_a_server_says_the_same") {
        assert_lonely_client_fails(Php);
    }
}

/// A client that resets its connection as soon as it has one.
fn rude_client(port: u16) {
    let socket = tcp();
    socket_connect(&socket, "127.0.0.1", port).unwrap();
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&socket, SOL_SOCKET, SO_LINGER, at_once).unwrap();
    socket_close(socket);
}

#[track_caller]
fn assert_survives_a_rude_client(language: Language) {
    let server = Server::start(language, &["--clients", "2"]);
    rude_client(server.port);
    let output = client(Rust, server.port, &[]);

    assert!(output.status.success(), "{}", said(&output));
    let (_, complaint) = server.end();
    // The reset is noticed by whichever call comes next, the write or the read.
    assert!(
        complaint.ends_with(" [104]: Connection reset by peer\n"),
        "{complaint}"
    );
}

#[test]
fn the_server_goes_on_after_a_client_that_breaks_off() {
    assert_survives_a_rude_client(Rust);
}

#[test]
fn the_php_server_goes_on_after_a_client_that_breaks_off() {
    if has_php("programs::the_php_server_goes_on_after_a_client_that_breaks_off") {
        assert_survives_a_rude_client(Php);
    }
}

#[track_caller]
fn assert_tells_what_it_cannot_take(language: Language) {
    for name in ["server", "client"] {
        let output = program(language, name, 1)
            .arg("--nonsense")
            .output()
            .unwrap();
        assert_complains(&output, "invalid option '--nonsense'");

        let output = program(language, name, 0)
            .env("PORT", "70000")
            .output()
            .unwrap();
        assert_complains(&output, "PORT must be a number from 0 to 65535");
    }
}

#[test]
fn a_wrong_flag_or_port_is_told() {
    assert_tells_what_it_cannot_take(Rust);
}

#[test]
fn php_tells_a_wrong_flag_or_port_too() {
    if has_php("programs::php_tells_a_wrong_flag_or_port_too") {
        assert_tells_what_it_cannot_take(Php);
    }
}

#[track_caller]
fn demo(port: u16) -> String {
    let output = program(Rust, "demo", port).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn the_demo_shows_the_whole_conversation_and_ends() {
    let said = demo(0);
    let lines: Vec<_> = said.lines().collect();

    for number in 1..=5 {
        let client = format!("client {number} | ");
        let of_client: Vec<_> = lines
            .iter()
            .filter(|line| line.starts_with(&client))
            .collect();
        assert_eq!(of_client.len(), 6, "{said}");
        assert!(of_client[3].ends_with("socket_read(socket, 8192) -> \"test successful\\n\""));
    }
    let kernel = |state: &str| lines.iter().filter(|line| line.contains(state)).count();
    assert!(
        lines
            .iter()
            .any(|line| line.starts_with("  kernel | LISTEN") && line.contains("queue: 1"))
    );
    assert_eq!(kernel("kernel | ESTABLISHED"), 4);
    // One after the first client, and all five at the end.
    assert_eq!(kernel("kernel | TIME_WAIT"), 6);
    assert!(
        !said.contains('\x1b'),
        "colours, though this is no terminal"
    );
}

#[test]
fn the_demo_takes_a_free_port_if_its_own_is_taken_and_says_so() {
    let taken = listener();
    let said = demo(port(&taken));

    let why = "-> Err: socket_bind(): Unable to bind address [98]: Address already in use";
    assert!(said.contains(&*in_words_of_libc(why)));
    assert!(said.contains(&format!("Port {} is taken", port(&taken))));
}

/// What the README shows of the demo is what the demo prints, in that order.
#[test]
fn the_readme_shows_lines_of_the_demo() {
    let readme = std::fs::read_to_string(source("README.md")).unwrap();
    let (_, shown) = readme.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("```").unwrap();
    let said = demo(0);
    let (_, port) = said
        .split_once("socket_getsockname(sock) -> 127.0.0.1:")
        .unwrap();
    let (port, _) = port.split_once('\n').unwrap();

    // Only the port differs, and with it the width of a column.
    let words = |line: &str| {
        line.replace(port, "8001")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
    };
    let said = said.replace(
        "bind(sock, \"127.0.0.1\", 0)",
        "bind(sock, \"127.0.0.1\", 8001)",
    );
    let mut rest = said.lines().map(words);
    for line in shown.lines() {
        assert!(
            rest.any(|said| said == words(line)),
            "the demo does not print {line:?}"
        );
    }
}
