//! The tutorial is true: what its pages show is what its programs print.
//!
//! Each step is a folder of `docs/steps`. `cargo tutorial step04` checks one of them;
//! with `UPDATE_BOOK=1` it writes the generated files (transcripts, tables, pictures)
//! instead of comparing them. How to add a step: `docs/contribute.md`.

mod arguments;
mod code;
mod doctor;
mod errors;
mod failures;
mod flow;
mod functions;
mod glossary;
mod guide;
mod lessons;
mod made;
mod minutes;
mod own;
mod page;
mod pages;
mod picture;
mod plain;
mod play;
mod project;
mod record;
mod recording;
mod screen;
mod sequence;
mod states;
mod summary;
mod system;
mod tidy;
mod transcript;

use libtest_mimic::{Arguments, Failed, Trial};
use php_sockets_steps::step::{self, Step};

type Check = fn(&Step) -> Result<(), Failed>;

/// What is checked in each step.
const PARTS: [(&str, Check); 5] = [
    ("transcripts", record::check),
    ("code", code::check),
    ("failures", failures::check),
    ("pictures", picture::check),
    ("page", page::check),
];

fn main() {
    let arguments = Arguments::from_args();
    let mut trials = vec![
        Trial::test("summary", summary::check),
        Trial::test("functions", functions::check),
        Trial::test("errors", errors::check),
        Trial::test("lessons", lessons::check),
        Trial::test("course", minutes::course),
        Trial::test("glossary", glossary::terms),
        Trial::test("glossary::links", glossary::links),
        Trial::test("pages", pages::check),
        Trial::test("project", project::check),
        Trial::test("own", own::check),
        Trial::test("moved", own::moved),
        Trial::test("guide", guide::check),
        Trial::test("pictures::untrue_lines", sequence::untrue_lines),
        Trial::test("plain::rust", plain::rust),
        Trial::test("plain::php", plain::php),
        Trial::test("reference", || record::check(&step::reference())),
        Trial::test(
            "screen::a_command_of_a_shell_ends_too",
            screen::a_command_of_a_shell_ends_too,
        ),
        Trial::test("arguments::aliases", arguments::aliases),
        Trial::test("arguments::doctor", arguments::doctor),
        Trial::test("arguments::errors", arguments::errors),
        Trial::test("arguments::port", arguments::port),
        Trial::test("arguments::watch", arguments::watch),
        Trial::test(
            "doctor::lo_that_was_never_up_is_told",
            doctor::lo_that_was_never_up_is_told,
        ),
        Trial::test(
            "doctor::lo_that_is_down_again_is_told_within_a_second_or_two",
            doctor::lo_that_is_down_again_is_told_within_a_second_or_two,
        ),
    ];
    trials.extend(step::all().iter().flat_map(of_step));
    libtest_mimic::run(&arguments, trials).exit();
}

/// The checks of a step's parts.
fn of_step(step: &Step) -> impl Iterator<Item = Trial> {
    PARTS.into_iter().map(|(part, check)| {
        let (name, step) = (format!("{}::{part}", step.name), step.clone());
        Trial::test(name, move || check(&step))
    })
}
