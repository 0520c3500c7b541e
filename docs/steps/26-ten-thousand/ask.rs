//! Step 26: who answers? A hundred connections, one after another.
//!
//! `cargo step 26-ask`, while `cargo step 26-processes` runs; the page is
//! docs/steps/26-ten-thousand/processes.md.

use std::collections::BTreeMap;

use php_sockets::*;

fn main() -> anyhow::Result<()> {
    let port: u16 = std::env::var("PORT").unwrap_or("8001".into()).parse()?;

    let mut counts: BTreeMap<String, u32> = BTreeMap::new();
    for _ in 0..100 {
        let socket = socket_create(AF_INET, SOCK_STREAM, SOL_TCP)?;
        socket_connect(&socket, "127.0.0.1", port)?;
        let answer = socket_read(&socket, 8192, PHP_NORMAL_READ)?;
        let answer = String::from_utf8_lossy(&answer).trim_end().to_owned();
        *counts.entry(answer).or_default() += 1;
    }
    for (answer, count) in counts {
        println!("{answer}: {count} times");
    }
    Ok(())
}
