//! Step 27: a client with TLS.
//!
//! `cargo step 27-client --features tls`, while `cargo step 27-tls --features tls` runs; the page
//! is docs/steps/27-safe/tls.md.

use std::io::{Read, Write};
use std::sync::Arc;

use anyhow::Context;
use php_sockets::*;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, ClientConnection, RootCertStore, Stream};

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let mut trusted = RootCertStore::empty();
    trusted.add(CertificateDer::from_pem_file("target/cert.pem")?)?;
    let config = ClientConfig::builder().with_root_certificates(trusted);
    let config = Arc::new(config.with_no_client_auth());

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    socket_connect(&socket, "127.0.0.1", port)?;

    // The certificate must be for this name.
    let mut connection = ClientConnection::new(config, "localhost".try_into()?)?;
    let mut socket = &socket;
    let mut stream = Stream::new(&mut connection, &mut socket);
    stream.write_all(b"Ho\n")?;
    let mut greeting = String::new();
    stream.read_to_string(&mut greeting)?;
    print!("{greeting}");
    let version = connection.protocol_version().context("no handshake")?;
    println!("{}", format!("{version:?}").replace('_', "."));
    Ok(())
}
