//! The article's server: five clients, one after another.
//!
//! Start it, then start `cargo run --example client` in a second terminal. It
//! listens on 127.0.0.1, port 8001; `PORT` changes the port (0: any free one; give the
//! client the one that is printed). After `--` come the flags: `--clients N` changes the
//! number of clients, `--zh` the language.
//!
//! ```text
//! Listening on 127.0.0.1 port 8001.
//! Greeting sent.
//! received: Ho
//! first blood
//!
//! ```

// ANCHOR: program
use std::env;
use std::process::ExitCode;

use anyhow::Context;
use lexopt::prelude::*;
use php_sockets::*;

fn main() -> ExitCode {
    match serve() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // PHP's words: the function that failed, and the reason.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn serve() -> anyhow::Result<()> {
    let options = options()?;
    let ip = "127.0.0.1";

    // ANCHOR: create
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // ANCHOR_END: create

    // The side that closes first, this one, keeps its old connections for a minute
    // in the state TIME_WAIT. Without this option they would block the port, and
    // the server could not be restarted at once. It does not let two servers
    // listen on one port.
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;

    // ANCHOR: bind
    socket_bind(&sock, ip, options.port)?;
    socket_listen(&sock, 4)?;
    // ANCHOR_END: bind

    // Port 0 became a real one.
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    options.say(
        &format!("Listening on {ip} port {port}."),
        &format!("正在监听 {ip} 端口 {port}。"),
    );

    for _ in 0..options.clients {
        let msgsock = socket_accept(&sock)?;
        // A client that breaks off is no reason to stop serving the next.
        if let Err(error) = talk(&options, &msgsock) {
            eprintln!("{error}");
        }
        socket_close(msgsock);
    }

    socket_close(sock);
    Ok(())
}

fn talk(options: &Options, msgsock: &Socket) -> Result<()> {
    let msg = if options.zh {
        "测试成功\n"
    } else {
        "test successful\n"
    };
    socket_write(msgsock, msg, msg.len())?;
    options.say("Greeting sent.", "问候已发出。");

    // One read gives what has arrived, at most 8192 bytes. That need not be all the
    // client wrote: a stream has no messages. This server shows what came first.
    let buf = socket_read(msgsock, 8192, None)?;
    let buf = String::from_utf8_lossy(&buf);
    options.say(&format!("received: {buf}"), &format!("收到: {buf}"));
    Ok(())
}

struct Options {
    port: u16,
    clients: usize,
    zh: bool,
}

impl Options {
    fn say(&self, english: &str, chinese: &str) {
        println!("{}", if self.zh { chinese } else { english });
    }
}

fn options() -> anyhow::Result<Options> {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let port = port
        .parse()
        .context("PORT must be a number from 0 to 65535")?;
    let mut options = Options {
        port,
        clients: 5,
        zh: false,
    };

    let mut arguments = lexopt::Parser::from_env();
    while let Some(argument) = arguments.next()? {
        match argument {
            Long("clients") => options.clients = arguments.value()?.parse()?,
            Long("zh") => options.zh = true,
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}
// ANCHOR_END: program
