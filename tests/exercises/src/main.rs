//! `cargo exercise 04` runs what you wrote in `docs/steps/04-bind/exercise.rs` against a
//! peer that follows a script, and tells what is missing.

use std::env;
use std::process::ExitCode;

use php_sockets_exercises::peer;
use php_sockets_steps::program::{build_only, file};
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::program::Language::Rust;

fn main() -> ExitCode {
    let arguments: Vec<_> = env::args().skip(1).collect();
    let steps = step::all();
    let step = match arguments.as_slice() {
        [number] => steps.iter().find(|step| step.number() == number),
        _ => None,
    };
    match step {
        Some(step) => check(step),
        None => {
            let numbers: Vec<_> = steps.iter().map(Step::number).collect();
            println!("`cargo exercise 04` checks the exercise of step 04.");
            println!("The steps are {}.", numbers.join(", "));
            ExitCode::FAILURE
        }
    }
}

/// Checks what the learner wrote.
fn check(step: &Step) -> ExitCode {
    let (name, number) = (step.exercise(), step.number());
    if !build_only(&name) {
        println!("\nThe compiler has something to say first: see above.");
        return ExitCode::FAILURE;
    }

    match peer::follow(step, &name) {
        Ok(()) => {
            println!("\nStep {number}: solved. The check finds nothing missing.");
            ExitCode::SUCCESS
        }
        Err(missing) => {
            println!("\nNot yet: {missing}");
            let file = file(Rust, &name);
            println!("\nThe program is {file}; the page of step {number} has hints.");
            ExitCode::FAILURE
        }
    }
}
