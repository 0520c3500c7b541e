//! Exercise of step 06, solved: does somebody listen there?

use std::env;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let ip = env::args().nth(1).unwrap_or_else(|| "127.0.0.1".into());
    let port: u16 = env::var("PORT").unwrap_or_else(|_| "8001".into()).parse()?;

    let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
    match socket_connect(&socket, &ip, port) {
        Ok(()) => println!("Port {port}: somebody listens."),
        // The machine was reached, and said no.
        Err(error) if error.code() == SOCKET_ECONNREFUSED => {
            println!("Port {port}: nobody listens.");
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
