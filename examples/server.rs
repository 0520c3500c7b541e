//! The article's server: five clients, one after another.
//!
//! Start it, then start `cargo run --example client` in a second terminal. It
//! listens on 127.0.0.1, port 8001; `PORT` changes the port (0: any free one; give the
//! client the one that is printed). After `--` come the flags: `--clients N` changes the
//! number of clients, `--zh` the language.
//!
//! It serves one client at a time, as the article does, and waits for it without a limit:
//! a client that connects and says nothing holds up all who come after it. `chat` shows a
//! server that no client can hold up. Nothing else that a client does stops this one, nor
//! does a signal or a lack of descriptors.
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
use std::process::{self, ExitCode};
use std::thread;
use std::time::Duration;

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
        let msgsock = next_client(&sock)?;
        // A client that breaks off is no reason to stop serving the next.
        if let Err(error) = talk(&options, &msgsock) {
            eprintln!("{error}");
        }
        socket_close(msgsock);
    }

    socket_close(sock);
    Ok(())
}

/// The next client. What a client or the system does meanwhile is no reason to end.
fn next_client(sock: &Socket) -> Result<Socket> {
    let mut reported = 0;
    loop {
        match socket_accept(sock) {
            // A signal came, or a client that has gone again: wait for the next.
            Err(error) if error.is_interrupted() || error.code() == SOCKET_ECONNABORTED => {}
            // Most often there is no descriptor left. The client stays in the queue and
            // accept fails at once, so without a pause this loop would keep a CPU busy.
            Err(error) if error.code() != SOCKET_EINVAL => {
                if error.code() != reported {
                    eprintln!("{error}");
                    reported = error.code();
                }
                thread::sleep(Duration::from_millis(100));
            }
            // A client, or EINVAL: this socket does not listen.
            result => return result,
        }
    }
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

const HELP: &str = "\
The article's server: serves five clients, one after another, on 127.0.0.1.

  --clients N  serve N clients
  --zh         speak Chinese
  --help       show this

PORT in the environment is the port: 8001 by default, 0 for any free one.";

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
            Long("help") | Short('h') => {
                println!("{HELP}");
                process::exit(0);
            }
            _ => return Err(argument.unexpected().into()),
        }
    }
    Ok(options)
}
// ANCHOR_END: program
