//! A call, as the crate's event tells it, and the line that is printed of it.

use std::fmt::Debug;

use tracing::field::{Field, Visit};

use crate::view::View;

/// The fields of an event.
#[derive(Debug, Default)]
pub(crate) struct Call {
    pub(crate) function: String,
    arguments: String,
    result: Option<String>,
    error: Option<String>,
    pub(crate) descriptor: Option<i32>,
    pub(crate) nanoseconds: u64,
    pub(crate) file: String,
    pub(crate) line: u64,
}

impl Visit for Call {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.record_str(field, &format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "function" => self.function = value.to_owned(),
            "arguments" => self.arguments = value.to_owned(),
            "result" => self.result = Some(value.to_owned()),
            "error" => self.error = Some(value.to_owned()),
            "file" => self.file = value.to_owned(),
            _ => {}
        }
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        if field.name() == "descriptor" {
            self.descriptor = i32::try_from(value).ok();
        } else {
            self.record_debug(field, &value);
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "nanoseconds" => self.nanoseconds = value,
            "line" => self.line = value,
            _ => self.record_debug(field, &value),
        }
    }
}

impl Call {
    pub(crate) fn failed(&self) -> bool {
        self.error.is_some()
    }

    /// The call, and what came of it if it returns something. `names` has what a socket with a
    /// descriptor is called.
    pub(crate) fn shown(&self, names: &mut View) -> (String, Option<String>) {
        let arguments = with_names(&self.arguments, names);
        let result = match (&self.error, &self.result) {
            (Some(error), _) => Some(format!("failed: {error}")),
            (None, Some(result)) => self.outcome(&with_names(result, names)),
            (None, None) => None,
        };
        (format!("{}({arguments})", self.function), result)
    }

    fn outcome(&self, result: &str) -> Option<String> {
        let counts_bytes = matches!(
            &*self.function,
            "socket_write"
                | "socket_send"
                | "socket_sendto"
                | "socket_sendmsg"
                | "socket_recv"
                | "socket_recvfrom"
                | "socket_recvmsg"
        );
        match result {
            "null" => None,
            "true" => Some("ok".into()),
            "\"\"" if self.function == "socket_read" => Some("\"\", the end".into()),
            number if counts_bytes => Some(format!("{number} bytes")),
            other => Some(other.into()),
        }
    }
}

/// The text with `socket 1` in place of `Socket(3)`, and in place of `stream(3)` the same if it is a
/// socket, otherwise `stream`, except in its strings. What `Io\Poll` watches is `Watcher(socket 1)`.
fn with_names(text: &str, names: &mut View) -> String {
    let mut shown = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['"', 'S', 'W', 's']) {
        let (before, from) = rest.split_at(at);
        shown += before;
        rest = if let Some((descriptor, after)) = numbered(from, "Socket(") {
            shown += &names.name(descriptor);
            after
        } else if let Some((descriptor, after)) = numbered(from, "stream(") {
            shown += &names.stream(descriptor);
            after
        } else if let Some((word, descriptor, after)) = watched(from) {
            shown += &format!("{word}({}", names.name(descriptor));
            after
        } else {
            let length = if from.starts_with('"') {
                string(from)
            } else {
                1
            };
            shown += &from[..length];
            &from[length..]
        };
    }
    shown + rest
}

/// What is watched, and what comes after its number: the events may.
fn watched(text: &str) -> Option<(&str, i32, &str)> {
    let (word, rest) = text.split_once('(')?;
    let digits = rest.find(|c: char| !c.is_ascii_digit())?;
    let descriptor = rest[..digits].parse().ok()?;
    ["StreamPollHandle", "Watcher"]
        .contains(&word)
        .then_some((word, descriptor, &rest[digits..]))
}

/// The number behind a word and its parenthesis, and what comes after it.
fn numbered<'t>(text: &'t str, word: &str) -> Option<(i32, &'t str)> {
    let (number, after) = text.strip_prefix(word)?.split_once(')')?;
    Some((number.parse().ok()?, after))
}

/// How many bytes the string has that the text begins with, with its quotes.
fn string(text: &str) -> usize {
    let mut is_escaped = false;
    let end = text[1..].find(|c| {
        let is_end = c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    });
    end.map_or(text.len(), |end| end + 2)
}
