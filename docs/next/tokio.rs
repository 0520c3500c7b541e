//! The same server three times: with tokio. It sends each line back to the client.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Builder;
use tokio::time::sleep;

// ANCHOR: program
const LINE: u64 = 2048; // the bytes of a line

fn main() -> anyhow::Result<()> {
    Builder::new_current_thread()
        .enable_all()
        .build()?
        .block_on(serve())
}

async fn serve() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;
    let listener = TcpListener::bind(("127.0.0.1", port)).await?;
    let port = listener.local_addr()?.port();
    println!("Listening on 127.0.0.1 port {port}.");

    loop {
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                eprintln!("{error}"); // most often there is no descriptor left
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        tokio::spawn(async {
            if let Err(error) = answer(stream).await {
                eprintln!("{error}"); // which ends only this client's task
            }
        });
    }
}

/// One client, from its first line to its end.
async fn answer(mut stream: TcpStream) -> io::Result<()> {
    let (read, mut write) = stream.split();
    let mut read = BufReader::new(read);
    loop {
        let mut line = Vec::new();
        (&mut read).take(LINE).read_until(b'\n', &mut line).await?;
        if !line.ends_with(b"\n") {
            return Ok(()); // the end, or a line that is too long
        }
        write.write_all(&line).await?;
    }
}
// ANCHOR_END: program
