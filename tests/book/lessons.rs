//! The teacher's lesson plans: their minutes are those of the pages.

use std::fmt::Write;
use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step;
use php_sockets_test_support::sources::source;
use serde::Deserialize;

use crate::functions::titles;
use crate::made::keep_in;
use crate::minutes;

#[derive(Deserialize)]
struct Plans {
    lesson: Vec<Lesson>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Lesson {
    title: String,
    /// How long it is.
    minutes: usize,
    /// What has to be done before.
    before: String,
    part: Vec<Part>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Part {
    /// The number of a step, or else a title.
    step: String,
    title: String,
    minutes: usize,
    /// Whether the time for its exercise is part of the lesson.
    exercise: bool,
    show: String,
    students: String,
}

pub(crate) fn check() -> Result<(), Failed> {
    let folder = source("docs/reference");
    let plans = fs::read_to_string(folder.join("lessons.toml"))?;
    let plans: Plans = toml::from_str(&plans)?;
    let mut page = String::new();
    for lesson in &plans.lesson {
        table(&mut page, lesson)?;
    }
    keep_in(&folder, "lessons", "lessons.md", &page)
}

fn table(page: &mut String, lesson: &Lesson) -> Result<(), Failed> {
    writeln!(page, "### {}\n\nBefore: {}\n", lesson.title, lesson.before)?;
    writeln!(page, "<div class=\"lesson\">\n")?;
    writeln!(
        page,
        "| minutes | part | you show | the students |\n|---|---|---|---|"
    )?;
    let mut sum = 0;
    for part in &lesson.part {
        let (title, minutes) = match part.step.as_str() {
            "" => (part.title.clone(), part.minutes),
            number => of_step(number, part.exercise)?,
        };
        sum += minutes;
        writeln!(
            page,
            "| {minutes} | {title} | {} | {} |",
            part.show, part.students
        )?;
    }
    if sum > lesson.minutes {
        return Err(format!("{}: its parts take {sum} minutes", lesson.title).into());
    }
    writeln!(
        page,
        "\n</div>\n\nTogether {sum} of {} minutes.\n",
        lesson.minutes
    )?;
    Ok(())
}

/// The title of a step with a link, and the minutes for its page.
fn of_step(number: &str, exercise: bool) -> Result<(String, usize), Failed> {
    let steps = step::all();
    let step = steps.iter().find(|step| step.number() == number);
    let step = step.ok_or_else(|| format!("there is no step {number}"))?;
    let minutes = minutes::reading(step, "index")?;
    let exercise = if exercise { step.exercise.minutes } else { 0 };

    let titles = titles()?;
    let title = titles.iter().find(|(title, _)| title.starts_with(number));
    let (title, link) = title.ok_or_else(|| format!("step {number} has no title"))?;
    Ok((format!("[{title}]({link})"), minutes + exercise))
}
