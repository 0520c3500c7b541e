//! Exercise of step 00, solved: how an exercise works.

use std::env;

fn main() {
    let port = env::var("PORT").unwrap_or_else(|_| "8001".into());

    println!("My port is {port}.");
}
