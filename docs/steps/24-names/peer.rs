//! The check of exercise 24: servers that can be reached over one family only.

use std::io::Write;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, TcpListener, ToSocketAddrs};
use std::thread;

use crate::learner::Learner;
use crate::peer::Missing;

pub(crate) fn check(learner: &mut Learner) -> Result<(), Missing> {
    let (v4, v6) = (
        IpAddr::from(Ipv4Addr::LOCALHOST),
        Ipv6Addr::LOCALHOST.into(),
    );

    serve(
        learner,
        v4,
        &["localhost"],
        "The server listens on 127.0.0.1 only, and the program was started with `localhost`. It \
         should look up the name, try each address, and print `Connected to 127.0.0.1:{port}.`: \
         the address that answers, not the name.",
    )?;
    if TcpListener::bind((v6, 0)).is_ok() {
        each_of_a_name(learner, v4, v6)?;
        both(learner, v4, v6)?;
    } else {
        println!("SKIPPED what needs IPv6: this machine has no ::1");
    }
    serve(
        learner,
        v4,
        &["no..such..name", "127.0.0.1"],
        "The program was started with `no..such..name` and `127.0.0.1`. A look-up that fails \
         should not end it: the second host has a server, and it should print `Connected to \
         127.0.0.1:{port}.`",
    )?;
    nobody(learner)
}

/// A name that has both addresses: one of the two servers has the second.
fn each_of_a_name(learner: &mut Learner, v4: IpAddr, v6: IpAddr) -> Result<(), Missing> {
    let found = ("localhost", 0).to_socket_addrs();
    let found: Vec<_> = found.into_iter().flatten().map(|it| it.ip()).collect();
    if !found.contains(&v4) || !found.contains(&v6) {
        println!("SKIPPED a name with two addresses: here `localhost` has one");
        return Ok(());
    }
    serve(
        learner,
        v6,
        &["localhost"],
        "The server listens on ::1 only, and the program was started with `localhost`, which has \
         two addresses here. It should try each of them, and print `Connected to [::1]:{port}.`",
    )
}

/// The same with an address of each family, in both orders.
fn both(learner: &mut Learner, v4: IpAddr, v6: IpAddr) -> Result<(), Missing> {
    serve(
        learner,
        v6,
        &["127.0.0.1", "::1"],
        "The server listens on ::1 only, and the program was started with `127.0.0.1` and \
         `::1`. The first is refused. It should go on, and print `Connected to \
         [::1]:{port}.`: a socket for IPv4 cannot connect to ::1, but \
         `socket_addrinfo_connect` makes the right one for each address.",
    )?;
    serve(
        learner,
        v4,
        &["::1", "127.0.0.1"],
        "The server listens on 127.0.0.1 only, and the program was started with `::1` and \
         `127.0.0.1`. The first is refused. It should go on, and print `Connected to \
         127.0.0.1:{port}.`",
    )
}

/// A server that greets one client, for a program that is started with these hosts.
fn serve(learner: &mut Learner, ip: IpAddr, hosts: &[&str], hint: &str) -> Result<(), Missing> {
    let address = SocketAddr::from((ip, learner.port()));
    let Ok(listener) = TcpListener::bind(address) else {
        return Err(learner.missing("The check cannot listen on port {port}: run it again."));
    };
    let greets = thread::spawn(move || {
        // Ended by the connection below, if the program makes none.
        let (mut client, from) = listener.accept()?;
        client.write_all(b"test successful\n")?;
        std::io::Result::Ok(from)
    });

    let done = talk(learner, address, hosts, hint);
    if done.is_err() {
        let _ = std::net::TcpStream::connect(address);
    }
    let _ = greets.join();
    done
}

fn talk(
    learner: &mut Learner,
    address: SocketAddr,
    hosts: &[&str],
    hint: &str,
) -> Result<(), Missing> {
    learner.start(hosts)?;
    learner.prints(&format!("Connected to {address}."), hint)?;
    learner.prints(
        "The server says: test successful",
        "The program is connected. It should print `The server says: test successful`.",
    )?;
    learner.exits(
        0,
        "After the server's greeting the program should end with code 0.",
    )
}

fn nobody(learner: &mut Learner) -> Result<(), Missing> {
    learner.start(&["localhost"])?;
    learner.prints(
        "no address answers",
        "Nothing listens on port {port}, and the program was started with `localhost`. After the \
         last address it should fail with `no address answers`.",
    )?;
    learner.lacks(
        "Connected",
        "Nothing listens on port {port}. The program should not print `Connected …`.",
    )?;
    learner.lacks(
        "panicked",
        "Nothing listens on port {port}. That should not be a panic, but an error.",
    )?;
    learner.exits(
        1,
        "If no address answers, the program should end with code 1.",
    )
}
