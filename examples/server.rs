//! The article's server: five clients, one after another.
//!
//! Start it, then start `cargo run --example client` in a second terminal. It
//! listens on 127.0.0.1, port 8001; `PORT` changes the port (0: any free one; give the
//! client the one that is printed). After `--` come the flags: `--clients N` changes the
//! number of clients, `--zh` the language.
//!
//! It serves one client at a time, as the article does, and waits for it without a limit:
//! a client that connects and sends nothing blocks all clients after it. `chat` shows a
//! server that no client can block. Nothing else that a client does stops this one, nor
//! does a signal or a lack of descriptors.
//!
//! ```text
//! Listening on 127.0.0.1 port 8001.
//! Greeting sent.
//! received: Ho
//! first blood
//!
//! ```

// ANCHOR: all
#[path = "common/options.rs"]
mod options;

use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use options::Options;
use php_sockets::*;

const HELP: &str = "\
The article's server: serves five clients, one after another, on 127.0.0.1.

  --clients N  serve N clients
  --zh         print Chinese
  --help       show this

PORT in the environment is the port: 8001 by default, 0 for any free one.";

fn main() -> ExitCode {
    let served = Options::read(HELP, Some(5)).and_then(|options| Ok(serve(&options)?));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // PHP's words: the function that failed, and the reason.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

// ANCHOR: program
fn serve(options: &Options) -> Result<()> {
    let ip = "127.0.0.1";
    // ANCHOR: create
    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    // ANCHOR_END: create
    // Lets you start it again at once; step 13 says why.
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    // ANCHOR: bind
    socket_bind(&sock, ip, options.port)?;
    socket_listen(&sock, 4)?;
    // ANCHOR_END: bind
    let port = socket_getsockname(&sock)?.port().unwrap_or(0);
    options.say("Listening on {} port {}.", &[&ip, &port]);

    for _ in 0..options.clients {
        let msgsock = next_client(&sock)?;
        if let Err(error) = talk(options, &msgsock) {
            eprintln!("{error}"); // and serve the next client
        }
        socket_close(msgsock);
    }
    socket_close(sock);
    Ok(())
}

fn talk(options: &Options, msgsock: &Socket) -> Result<()> {
    let msg = options.text("test successful\n");
    socket_write(msgsock, msg, msg.len())?;
    options.say("Greeting sent.", &[]);

    // What has arrived: not always all that the client wrote.
    let buf = socket_read(msgsock, 8192, None)?;
    options.say("received: {}", &[&String::from_utf8_lossy(&buf)]);
    Ok(())
}
// ANCHOR_END: program

/// The next client. What a client or the system does meanwhile is no reason to end.
fn next_client(sock: &Socket) -> Result<Socket> {
    let mut reported = 0;
    loop {
        match socket_accept(sock) {
            // A signal came, or a client that has closed again: wait for the next.
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
// ANCHOR_END: all
