//! The exercises of the tutorial: every solution passes the check, and no starting point
//! does.

use std::fs;

use libtest_mimic::{Arguments, Failed, Trial};
use php_sockets_exercises::peer::{self, Checked};
use php_sockets_steps::program::file;
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::program::Language::Rust;
use php_sockets_test_support::sources::source;
use php_sockets_test_support::tools::has_php;

/// A finished program in PHP, which passes the check of its step too.
const IN_PHP: (&str, &str) = ("28", "docs/steps/28-your-own/run.php");

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    for step in step::all() {
        let (name, other) = (step.name.clone(), step.clone());
        let step_number = step.number().to_owned();
        trials.push(Trial::test(
            format!("{name}::the_solution_passes"),
            move || solution_passes(&step),
        ));
        if step_number == IN_PHP.0 {
            let step = other.clone();
            trials.push(Trial::test(
                format!("{name}::the_program_in_php_passes"),
                move || program_in_php_passes(&step),
            ));
        }
        trials.push(Trial::test(
            format!("{name}::the_starting_point_fails"),
            move || starting_point_fails(&other),
        ));
    }
    libtest_mimic::run(&arguments, trials).exit();
}

fn solution_passes(step: &Step) -> Result<(), Failed> {
    let solution = step.solution();
    let checked = Checked::Step(solution.clone());
    peer::follow(step, checked).map_err(|missing| format!("{solution}: {missing}").into())
}

/// Learners may write theirs in any language.
fn program_in_php_passes(step: &Step) -> Result<(), Failed> {
    if !has_php("exercises the_program_in_php_passes") {
        return Ok(());
    }
    let path = source(IN_PHP.1).display().to_string();
    let checked = Checked::Command(vec!["php".into(), path]);
    peer::follow(step, checked).map_err(|missing| format!("{}: {missing}", IN_PHP.1).into())
}

/// It compiles, but does not solve the exercise as it is.
fn starting_point_fails(step: &Step) -> Result<(), Failed> {
    let name = step.exercise();
    let text = fs::read_to_string(source(file(Rust, &name)))?;
    if !text.contains("// Your turn:") {
        return Err(format!("{name} does not mark its place with \"Your turn:\"").into());
    }
    match peer::follow(step, Checked::Step(name.clone())) {
        Err(missing) if missing.hinted => Ok(()),
        Err(missing) => Err(format!("{name} fails without a hint: {missing}").into()),
        Ok(()) => Err(format!(
            "{name} is solved already. If that was you: well done; \
            `git stash` keeps your solution and makes this test pass"
        )
        .into()),
    }
}
