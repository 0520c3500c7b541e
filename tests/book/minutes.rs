//! How long a page takes to read, and an exercise to solve: what each page says of itself, and the
//! sum for the whole course.

use std::fmt::Write;
use std::fs;

use libtest_mimic::Failed;
use php_sockets_steps::step::{self, Step};
use php_sockets_test_support::sources::source;

use crate::functions::titles;
use crate::made::{keep, keep_in};
use crate::page::{Block, blocks, read};

/// What the pages of a step say.
pub(crate) fn keep_all(step: &Step) -> Result<(), Failed> {
    let reading = counted(reading(step, "index")?);
    let exercise = counted(step.exercise.minutes);
    let said = format!("Reading and running: {reading}. Exercise: {exercise}.");
    keep(step, "minutes.md", &paragraph(&said))?;

    for name in step.children() {
        let said = format!(
            "Reading and running: {}.",
            counted(self::reading(step, &name)?)
        );
        keep(step, &format!("minutes-{name}.md"), &paragraph(&said))?;
    }
    Ok(())
}

/// The tables of the front page, one for each part of the course, and the sum of all.
pub(crate) fn course() -> Result<(), Failed> {
    let folder = source("docs/reference");
    let mut all = 0;
    for (number, links) in (1..).zip(parts()?) {
        let (page, minutes) = part(&links)?;
        all += minutes;
        let name = format!("course-{number}.md");
        keep_in(&folder, "course", &name, &page)?;
    }
    let hours = all.div_ceil(60);
    let sum = format!("The minutes are estimates. Together they are about {hours} hours.\n");
    keep_in(&folder, "course", "course.md", &sum)
}

/// The pages of the steps in each part, as the table of contents has them.
fn parts() -> Result<Vec<Vec<String>>, Failed> {
    let summary = fs::read_to_string(source("docs/SUMMARY.md"))?;
    let parts = summary
        .split("\n# ")
        .filter(|part| part.starts_with("Part "));
    let link = |line: &str| {
        let (_, link) = line.strip_prefix("- ")?.rsplit_once("](")?;
        let link = link.strip_suffix(')')?;
        link.starts_with("steps/").then(|| link.to_owned())
    };
    Ok(parts
        .map(|part| part.lines().filter_map(link).collect())
        .collect())
}

/// The table of a part, and its minutes.
fn part(links: &[String]) -> Result<(String, usize), Failed> {
    let mut page = "| step | reading | exercise |\n|---|---|---|\n".to_owned();
    let mut sums = [0, 0];
    let steps = step::all().into_iter().zip(titles()?);
    for (step, (title, link)) in steps.filter(|(_, (_, link))| links.contains(link)) {
        let (reading, exercise) = (whole(&step)?, step.exercise.minutes);
        sums[0] += reading;
        sums[1] += exercise;
        writeln!(page, "| [{title}]({link}) | {reading} | {exercise} |")?;
    }
    let [reading, exercise] = sums;
    writeln!(page, "| **all of it** | **{reading}** | **{exercise}** |")?;
    Ok((page, reading + exercise))
}

/// Minutes for all pages of a step.
fn whole(step: &Step) -> Result<usize, Failed> {
    let mut minutes = reading(step, "index")?;
    for name in step.children() {
        minutes += reading(step, &name)?;
    }
    Ok(minutes)
}

/// Prose at 150 words a minute, and a minute for each block or transcript to look at, but for the
/// command of the twin in PHP, which takes the place of another.
pub(crate) fn reading(step: &Step, name: &str) -> Result<usize, Failed> {
    let text = read(step, name)?;
    // Words that only the search sees are below what is read.
    let (shown, _) = text
        .split_once("<p class=\"search\"")
        .unwrap_or((&text, ""));
    let words = shown.split_whitespace().count();
    let is_twin = |block: &&Block| block.language == "sh" && block.lines[0].contains("php ");
    let blocks = blocks(&text);
    let looked_at = blocks.iter().filter(|block| !is_twin(block)).count();
    Ok(words.div_ceil(150) + looked_at + transcripts(step, &text))
}

/// How many transcripts are on the page, each made of a file beside it.
fn transcripts(step: &Step, text: &str) -> usize {
    let names = text.lines().filter_map(|line| {
        let name = line.strip_prefix("{{#include made/")?;
        name.strip_suffix(".md}}")
    });
    let is_transcript = |name: &&str| {
        let file = step.place.join("made").join(format!("{name}.txt"));
        *name != "failures" && file.exists()
    };
    names.filter(is_transcript).count()
}

fn counted(minutes: usize) -> String {
    match minutes {
        1 => "1 minute".to_owned(),
        _ => format!("{minutes} minutes"),
    }
}

fn paragraph(said: &str) -> String {
    format!("<p class=\"minutes\">{said}</p>\n")
}
