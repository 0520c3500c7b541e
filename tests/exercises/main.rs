//! The exercises of the tutorial.
//!
//! `cargo test --test exercises step04` runs what you wrote in
//! `examples/exercise04_….rs` against a peer that follows a script, and tells what is
//! missing. Without the name of a step it proves that every solution passes and
//! every starting point does not.

mod peer;

use std::process::ExitCode;

use libtest_mimic::{Arguments, Failed, Trial};
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::program::build_only;
use php_sockets_test_support::sources::source;

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let mut steps = step::all();
    steps.retain(|step| !step.exercise.program.is_empty());

    let named = steps
        .iter()
        .find(|step| arguments.filter.as_ref() == Some(&step.name));
    if let Some(step) = named.filter(|_| !arguments.list) {
        return learner(step);
    }
    let mut trials = Vec::new();
    for step in steps {
        let (name, other) = (step.name.clone(), step.clone());
        trials.push(Trial::test(
            format!("{name}::the_solution_passes"),
            move || solution_passes(&step),
        ));
        trials.push(Trial::test(
            format!("{name}::the_starting_point_fails"),
            move || starting_point_fails(&other),
        ));
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// Checks what the learner wrote.
fn learner(step: &Step) -> ExitCode {
    let name = &step.exercise.program;
    if !build_only(name) {
        println!("\nThe compiler has something to say first: see above.");
        return ExitCode::FAILURE;
    }

    match peer::follow(step, name) {
        Ok(()) => {
            println!(
                "\nStep {}: solved. The check finds nothing missing.",
                step.number()
            );
            ExitCode::SUCCESS
        }
        Err(missing) => {
            println!("\nNot yet: {missing}");
            println!(
                "\nThe program is examples/{name}.rs; the page of step {} has hints.",
                step.number()
            );
            ExitCode::FAILURE
        }
    }
}

fn solution_passes(step: &Step) -> Result<(), Failed> {
    let solution = step.exercise.program.replacen("exercise", "solution", 1);
    peer::follow(step, &solution).map_err(|missing| format!("{solution}: {missing}").into())
}

/// It compiles, but one who has done nothing has not solved the exercise.
fn starting_point_fails(step: &Step) -> Result<(), Failed> {
    let name = &step.exercise.program;
    let text = std::fs::read_to_string(source(format!("examples/{name}.rs")))?;
    if !text.contains("// Your turn:") {
        return Err(format!("{name} does not mark its place with \"Your turn:\"").into());
    }
    match peer::follow(step, name) {
        Err(missing) if missing.hinted => Ok(()),
        Err(missing) => Err(format!("{name} fails without a hint: {missing}").into()),
        Ok(()) => Err(format!(
            "{name} is solved already. If that was you: well done; \
            `git stash` keeps your solution and makes this test pass"
        )
        .into()),
    }
}
