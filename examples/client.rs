//! The article's client: connects, sends two lines, and reads to the end.
//!
//! Start `cargo run --example server` in another terminal first. It connects to
//! 127.0.0.1, port 8001; `PORT` changes the port and, after `--`, `--zh` the language.
//!
//! ```text
//! OK.
//! Trying to connect to 127.0.0.1 port 8001...
//! Connection OK.
//! Sent to the server.
//! What was sent: Ho
//! first blood
//!
//! The server's answer arrived.
//! What it says: test successful
//! Closing the socket...
//! Closed.
//! ```

use std::env;
use std::process::{self, ExitCode};

use anyhow::Context;
use lexopt::prelude::*;
use php_sockets::*;

fn main() -> ExitCode {
    match talk() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // PHP's words: the function that failed, and the reason.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn talk() -> anyhow::Result<()> {
    let options = options()?;
    let (ip, port) = ("127.0.0.1", options.port);

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    options.say("OK.", "OK。");

    options.say(
        &format!("Trying to connect to {ip} port {port}..."),
        &format!("正在尝试连接 {ip} 端口 {port}..."),
    );
    socket_connect(&socket, ip, port)?;
    options.say("Connection OK.", "连接成功。");

    let message = "Ho\r\nfirst blood\r\n";
    socket_write(&socket, message, message.len())?;
    options.say("Sent to the server.", "已发送到服务器。");
    options.say(
        &format!("What was sent: {message}"),
        &format!("发送的内容: {message}"),
    );

    // An empty result is the end: the server has closed. Until then each read returns
    // what has arrived, and the amount cannot be known beforehand.
    loop {
        let out = socket_read(&socket, 8192, None)?;
        if out.is_empty() {
            break;
        }
        let out = String::from_utf8_lossy(&out);
        options.say("The server's answer arrived.", "接收服务器回传信息成功!");
        options.print(
            &format!("What it says: {out}"),
            &format!("接受的内容为:{out}"),
        );
    }

    options.say("Closing the socket...", "关闭SOCKET...");
    socket_close(socket);
    options.say("Closed.", "关闭OK");
    Ok(())
}

const HELP: &str = "\
The article's client: sends two lines to the server on 127.0.0.1, prints the answer.

  --zh    print Chinese
  --help  show this

PORT in the environment is the server's port: 8001 by default.";

struct Options {
    port: u16,
    zh: bool,
}

impl Options {
    fn say(&self, english: &str, chinese: &str) {
        self.print(&format!("{english}\n"), &format!("{chinese}\n"));
    }

    fn print(&self, english: &str, chinese: &str) {
        print!("{}", if self.zh { chinese } else { english });
    }
}

fn options() -> anyhow::Result<Options> {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port = port
        .parse()
        .context("PORT must be a number from 0 to 65535")?;
    let mut options = Options { port, zh: false };

    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("zh") => options.zh = true,
            Long("help") | Short('h') => {
                println!("{HELP}");
                process::exit(0);
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}
