//! The article's server and five of its clients in one terminal: every call, what
//! it returned, and what the kernel's table of connections shows afterwards.
//!
//! `cargo run --example demo`, nothing else. It uses port 8001 (`PORT` changes it),
//! or a free one if that is taken, and ends by itself.

mod common;

use std::env;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread;

use anyhow::{Context, bail, ensure};
use common::kernel::Kernel;
use common::screen::{Who, call, say, text};
use php_sockets::*;

const IP: &str = "127.0.0.1";
const CLIENTS: usize = 5;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

const HELP: &str = "\
The article's server and five of its clients, and what the kernel shows of them.

  --help  show this

PORT in the environment is the port: 8001 by default, or a free one if that is taken.";

fn run() -> anyhow::Result<()> {
    if let Some(argument) = env::args().nth(1) {
        return help(&argument);
    }

    let wanted = env::var("PORT").unwrap_or_else(|_| "8001".into());
    let wanted = wanted
        .parse()
        .context("PORT must be a number from 0 to 65535")?;

    say(Who::Note, "Step 1: the server gets ready.");
    let (sock, kernel) = listen(wanted)?;
    kernel.show()?;

    // They could run at the same time. They take turns so that you can follow.
    let (mine, theirs) = turns();
    let server = thread::spawn(move || serve(sock, &theirs));
    let served = (1..=CLIENTS)
        .try_for_each(|number| {
            say(Who::Note, "");
            say(Who::Note, format!("Step 2: client {number} comes."));
            client(number, &kernel, &mine)
        })
        .and_then(|()| mine.pass(0));
    drop(mine);
    match server.join() {
        Ok(result) => result.and(served)?,
        Err(_) => bail!("the server's thread stopped"),
    }

    say(Who::Note, "");
    say(
        Who::Note,
        "The end: the server no longer listens. The side that closed first",
    );
    say(
        Who::Note,
        "keeps each connection in TIME_WAIT for a minute.",
    );
    kernel.show()
}

fn help(argument: &str) -> anyhow::Result<()> {
    ensure!(
        matches!(argument, "--help" | "-h"),
        "invalid option '{argument}'"
    );
    println!("{HELP}");
    Ok(())
}

fn listen(wanted: u16) -> anyhow::Result<(Socket, Kernel)> {
    const ME: Who = Who::Server;

    let sock = call(
        ME,
        "socket_create(AF_INET, SOCK_STREAM, SOL_TCP)",
        socket_create(AF_INET, SOCK_STREAM, SOL_TCP),
    )?;
    call(
        ME,
        "socket_set_option(sock, SOL_SOCKET, SO_REUSEADDR, 1)",
        socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1),
    )?;

    bind(&sock, wanted)?;
    let name = call(ME, "socket_getsockname(sock)", socket_getsockname(&sock))?;
    let kernel = Kernel::new(name.port().unwrap_or(0))?;
    if kernel.old() > 0 {
        let old = kernel.old();
        say(
            Who::Note,
            format!("This port still has old connections in TIME_WAIT: {old}."),
        );
        say(
            Who::Note,
            "Thanks to SO_REUSEADDR it can be bound all the same.",
        );
    }

    call(ME, "socket_listen(sock, 4)", socket_listen(&sock, 4))?;
    Ok((sock, kernel))
}

/// Binds to the wanted port, or to a free one.
fn bind(sock: &Socket, wanted: u16) -> Result<()> {
    let bind = |port| {
        let shown = format!("socket_bind(sock, \"{IP}\", {port})");
        call(Who::Server, shown, socket_bind(sock, IP, port))
    };

    match bind(wanted) {
        Err(error) if error.code() == SOCKET_EADDRINUSE => {
            say(
                Who::Note,
                format!("Port {wanted} is taken, so any free one will do: port 0."),
            );
            bind(0)
        }
        other => other,
    }
}

fn serve(sock: Socket, turn: &Turn) -> anyhow::Result<()> {
    const ME: Who = Who::Server;

    for _ in 0..CLIENTS {
        let port = turn.wait()?;
        let msgsock = accept(&sock, port)?;
        let msg = "test successful\n";
        call(
            ME,
            format!("socket_write(msgsock, {})", text(msg)),
            socket_write(&msgsock, msg, msg.len()),
        )?;
        turn.pass(port)?;

        turn.wait()?;
        call(
            ME,
            "socket_read(msgsock, 8192)",
            socket_read(&msgsock, 8192, None),
        )?;
        socket_close(msgsock);
        say(ME, "socket_close(msgsock)");
        turn.pass(port)?;
    }

    turn.wait()?;
    socket_close(sock);
    say(ME, "socket_close(sock)");
    Ok(())
}

/// The client that comes from this port. Another program can connect too, and would hold up
/// the demo: its connection is closed.
fn accept(sock: &Socket, port: u16) -> Result<Socket> {
    loop {
        let msgsock = call(Who::Server, "socket_accept(sock)", socket_accept(sock))?;
        // This fails if the peer has left already.
        if socket_getpeername(&msgsock).is_ok_and(|peer| peer.port() == Some(port)) {
            return Ok(msgsock);
        }
        say(
            Who::Note,
            "That is another program: its connection is closed.",
        );
    }
}

fn client(number: usize, kernel: &Kernel, turn: &Turn) -> anyhow::Result<()> {
    let me = Who::Client(number);
    // The first client in every detail, the others as they would do it.
    let explain = |line: &str| match number {
        1 => {
            say(Who::Note, line);
            kernel.show()
        }
        _ => Ok(()),
    };

    let socket = connect(me, kernel.port())?;
    explain("Connected, though nobody has accepted: the kernel made the connection.")?;
    let port = socket_getsockname(&socket)?.port().unwrap_or(0);
    turn.pass(port)?;

    turn.wait()?;
    explain("Step 3: accepted. The queue is empty again.")?;
    let message = "Ho\r\nfirst blood\r\n";
    call(
        me,
        format!("socket_write(socket, {})", text(message)),
        socket_write(&socket, message, message.len()),
    )?;
    turn.pass(port)?;

    turn.wait()?;
    explain("The server has closed its end, the client not yet.")?;
    loop {
        let read = socket_read(&socket, 8192, None);
        if call(me, "socket_read(socket, 8192)", read)?.is_empty() {
            break;
        }
    }
    socket_close(socket);
    say(me, "socket_close(socket)");
    explain("Both have closed.")
}

fn connect(me: Who, port: u16) -> Result<Socket> {
    let socket = call(
        me,
        "socket_create(AF_INET, SOCK_STREAM, SOL_TCP)",
        socket_create(AF_INET, SOCK_STREAM, SOL_TCP),
    )?;
    call(
        me,
        format!("socket_connect(socket, \"{IP}\", {port})"),
        socket_connect(&socket, IP, port),
    )?;
    Ok(socket)
}

/// Whose turn it is, and the port of the client that is being served.
struct Turn {
    give: Sender<u16>,
    take: Receiver<u16>,
}

fn turns() -> (Turn, Turn) {
    let ((give, taken), (given, take)) = (channel(), channel());
    (
        Turn { give, take },
        Turn {
            give: given,
            take: taken,
        },
    )
}

impl Turn {
    fn pass(&self, port: u16) -> anyhow::Result<()> {
        self.give.send(port).context("the other side stopped")
    }

    fn wait(&self) -> anyhow::Result<u16> {
        self.take.recv().context("the other side stopped")
    }
}
