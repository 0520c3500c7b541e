//! A file of all calls, for the book.

use std::ffi::OsString;
use std::fs::OpenOptions;
use std::io::Write;
use std::{env, process};

use crate::call::Call;

/// Writes a line of JSON for each call to the file that `STEP_RECORD` names.
///
/// The file is opened for each line: that does not take a descriptor from the program. It is
/// opened for [`Recorder::mark`] too, so that a trace of the program's system calls shows which
/// are the listener's: those from a mark to the next line.
pub(crate) struct Recorder(Option<OsString>);

impl Recorder {
    pub(crate) fn from_environment() -> Self {
        Self(env::var_os("STEP_RECORD"))
    }

    /// The listener begins.
    pub(crate) fn mark(&self) {
        self.write("");
    }

    /// A call, and what the kernel shows then, if that has changed. The listener ends.
    pub(crate) fn write_line(
        &self,
        call: &Call,
        shown: &str,
        result: Option<&str>,
        kernel: Option<&[String]>,
    ) {
        let kernel = kernel.map(|rows| {
            let rows: Vec<_> = rows.iter().map(|row| string(row)).collect();
            format!(r#""kernel":[{}],"#, rows.join(","))
        });
        self.write(&format!(
            "{{\"file\":{},\"line\":{},\"call\":{},\"result\":{},\"failed\":{},{}\"nanoseconds\":{}}}\n",
            string(&call.file),
            call.line,
            string(shown),
            result.map_or_else(|| "null".into(), string),
            call.failed(),
            kernel.unwrap_or_default(),
            call.nanoseconds,
        ));
    }

    fn write(&self, text: &str) {
        let Some(file) = &self.0 else { return };
        let open = OpenOptions::new().create(true).append(true).open(file);
        if let Err(error) = open.and_then(|mut file| file.write_all(text.as_bytes())) {
            eprintln!("Error: STEP_RECORD={}: {error}", file.display());
            process::exit(1);
        }
    }
}

/// In JSON. There are no control characters in what is printed.
fn string(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
