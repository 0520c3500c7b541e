//! The book, as mdBook builds it.

use std::fs;
use std::path::Path;
use std::process::Command;

use anyhow::{Result, ensure};
use php_sockets_test_support::files::{Folder, folder};
use php_sockets_test_support::sources::source;

pub(crate) struct Book {
    folder: Folder,
    /// The pages, from the folder on.
    pages: Vec<String>,
}

impl Book {
    pub(crate) fn build() -> Result<Self> {
        let source = source("docs");
        let folder = folder();
        let built = Command::new("mdbook")
            .arg("build")
            .arg(source)
            .arg("--dest-dir")
            .arg(folder.path())
            .output()?;
        ensure!(
            built.status.success(),
            "{}",
            String::from_utf8_lossy(&built.stderr)
        );

        let mut pages = Vec::new();
        for part in ["", "steps/"] {
            for entry in fs::read_dir(folder.path().join(part))? {
                let name = format!("{part}{}", entry?.file_name().display());
                // These two are parts of others: the table of contents, the error of a server.
                if name.ends_with(".html") && name != "toc.html" && name != "404.html" {
                    pages.push(name);
                }
            }
        }
        pages.sort();
        ensure!(pages.len() > 10, "only these pages: {pages:?}");
        Ok(Self { folder, pages })
    }

    pub(crate) fn pages(&self) -> &[String] {
        &self.pages
    }

    pub(crate) fn address(&self, page: &str) -> String {
        format!("file://{}/{page}", self.folder.path().display())
    }

    /// Whether a link leads to a file that is no page, of which no place can be named.
    pub(crate) fn has_file(&self, address: &str, place: &str) -> bool {
        let path = address.strip_prefix("file://").unwrap_or_default();
        place.is_empty() && Path::new(path).is_file()
    }
}
