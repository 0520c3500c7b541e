//! A chat server in one thread, with `socket_select`: what one client says, all
//! others read. It survives rude clients: one that breaks off, one that says half a
//! line, one that never reads.
//!
//! ```text
//! ann reads: "bob: hi ann"
//! bob reads: "ann: hi bob"
//! the rude one breaks off
//! ann reads: "bob: still here?"
//! server: nobody is left
//! ```

use std::collections::HashMap;
use std::os::fd::{AsRawFd, RawFd};
use std::thread;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let server = socket_create_listen(0, None)?;
    let port = socket_getsockname(&server)?.port();
    let server = thread::spawn(move || serve(&server));

    let join = || -> Result<Socket> {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, "127.0.0.1", port)?;
        socket_read(&socket, 8192, PHP_NORMAL_READ)?; // the greeting: we are in
        Ok(socket)
    };
    let (ann, bob, rude) = (join()?, join()?, join()?);

    say(&bob, "bob: hi ann")?;
    hear("ann", &ann)?;
    say(&ann, "ann: hi bob")?;
    hear("bob", &bob)?;

    // Half a line, and then the connection is broken off.
    socket_write(&rude, "half a li", None)?;
    let at_once = Linger {
        l_onoff: 1,
        l_linger: 0,
    };
    socket_set_option(&rude, SOL_SOCKET, SO_LINGER, at_once)?;
    socket_close(rude);
    println!("the rude one breaks off");

    say(&bob, "bob: still here?")?;
    hear("ann", &ann)?;
    drop((ann, bob));
    server.join().expect("the server does not panic")
}

fn say(socket: &Socket, line: &str) -> Result<usize> {
    socket_write(socket, format!("{line}\n"), None)
}

fn hear(name: &str, socket: &Socket) -> Result<()> {
    let line = socket_read(socket, 8192, PHP_NORMAL_READ)?;
    println!(
        "{name} reads: {:?}",
        String::from_utf8_lossy(&line).trim_end()
    );
    Ok(())
}

/// Until three have come and all have gone.
fn serve(server: &Socket) -> anyhow::Result<()> {
    let mut clients: HashMap<RawFd, (Socket, Vec<u8>)> = HashMap::new();
    let mut came = 0;

    while came < 3 || !clients.is_empty() {
        let mut read: Vec<&Socket> = clients.values().map(|(socket, _)| socket).collect();
        read.push(server);
        socket_select(&mut read, None, None, None, None)?;

        let ready: Vec<RawFd> = read.iter().map(|socket| socket.as_raw_fd()).collect();
        for number in ready {
            if number == server.as_raw_fd() {
                let socket = socket_accept(server)?;
                socket_set_nonblock(&socket)?; // nobody may make the others wait
                socket_write(&socket, "welcome\n", None)?;
                clients.insert(socket.as_raw_fd(), (socket, Vec::new()));
                came += 1;
            } else {
                listen_to(number, &mut clients);
            }
        }
    }
    println!("server: nobody is left");
    Ok(())
}

/// Reads what one client says, and passes on its whole lines.
fn listen_to(number: RawFd, clients: &mut HashMap<RawFd, (Socket, Vec<u8>)>) {
    let Some((socket, said)) = clients.get_mut(&number) else {
        return;
    };
    match socket_read(socket, 8192, None) {
        Ok(data) if !data.is_empty() => said.extend(data),
        Err(error) if error.is_would_block() || error.is_interrupted() => return,
        // The end, polite or not.
        Ok(_) | Err(_) => return drop(clients.remove(&number)),
    }

    let whole = said
        .iter()
        .rposition(|&byte| byte == b'\n')
        .map_or(0, |end| end + 1);
    let lines: Vec<u8> = said.drain(..whole).collect();
    // Who does not read in time, or is gone, has to go.
    clients.retain(|&other, (socket, _)| {
        let sent = other == number || lines.is_empty();
        sent || socket_write(socket, &lines, None).is_ok_and(|length| length == lines.len())
    });
}
