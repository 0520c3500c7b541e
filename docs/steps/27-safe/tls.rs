//! Step 27: the article's server, with TLS over the crate's sockets.
//!
//! `cargo step 27-tls --features tls`; the page is docs/steps/27-safe/tls.md.

use std::io::{Read, Write};
use std::sync::Arc;
use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use php_sockets::*;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, Stream};

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let certificate = CertificateDer::from_pem_file("target/cert.pem")?;
    let key = PrivateKeyDer::from_pem_file("target/key.pem")?;
    let config = ServerConfig::builder().with_no_client_auth();
    let config = Arc::new(config.with_single_cert(vec![certificate], key)?);

    let sock = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_set_option(&sock, SOL_SOCKET, SO_REUSEADDR, 1)?;
    socket_bind(&sock, "127.0.0.1", port)?;
    socket_listen(&sock, 4)?;
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let msgsock = match socket_accept(&sock) {
            Ok(msgsock) => msgsock,
            Err(error) => {
                eprintln!("{error}");
                sleep(Duration::from_millis(100));
                continue;
            }
        };
        if let Err(error) = talk(&msgsock, &config) {
            eprintln!("{error}"); // and serve the next client
        }
    }
}

fn talk(mut msgsock: &Socket, config: &Arc<ServerConfig>) -> anyhow::Result<()> {
    let limit = Timeout { sec: 1, usec: 0 }; // for each read and each write
    socket_set_option(msgsock, SOL_SOCKET, SO_RCVTIMEO, limit)?;
    socket_set_option(msgsock, SOL_SOCKET, SO_SNDTIMEO, limit)?;

    let mut connection = ServerConnection::new(Arc::clone(config))?;
    shake_hands(msgsock, &mut connection).context("The handshake has failed.")?;

    // What is written to the stream is sent encrypted. socket_write would not encrypt it.
    let mut stream = Stream::new(&mut connection, &mut msgsock);
    stream.write_all(b"test successful\n")?;
    let mut buf = [0; 8192];
    let size = stream.read(&mut buf)?;
    print!("received: {}", String::from_utf8_lossy(&buf[..size]));
    stream.conn.send_close_notify(); // TLS has an end of its own
    stream.flush()?;
    Ok(())
}

/// One read after another, so that a client that sends a byte now and then must end too.
fn shake_hands(mut msgsock: &Socket, connection: &mut ServerConnection) -> anyhow::Result<()> {
    let start = Instant::now();
    while connection.is_handshaking() {
        ensure!(
            start.elapsed() < Duration::from_secs(1),
            "it takes too long"
        );
        if connection.wants_write() {
            connection.write_tls(&mut msgsock)?;
        } else {
            ensure!(
                connection.read_tls(&mut msgsock)? > 0,
                "the client has left"
            );
            connection.process_new_packets()?;
        }
    }
    Ok(())
}
