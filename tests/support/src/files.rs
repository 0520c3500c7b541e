//! Files, folders and pipes that are gone when a test ends.

use std::fs::{self, DirBuilder, File};
use std::io::ErrorKind::AlreadyExists;
use std::os::unix::fs::DirBuilderExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::{env, process};

use nix::fcntl::OFlag;
use nix::unistd::pipe2;

/// A folder of its own, gone when dropped.
#[derive(Debug)]
pub struct Folder(PathBuf);

impl Folder {
    /// Its path.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A test that is out of descriptors cannot list it.
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A folder that only this user may open, for unix sockets and files. Where `TMPDIR` is too
/// long for the paths of unix sockets, it is in `/tmp`.
pub fn folder() -> Folder {
    static NEXT: AtomicU32 = AtomicU32::new(0);
    let mut place = env::temp_dir();
    if place.as_os_str().len() > 40 {
        place = "/tmp".into();
    }
    loop {
        let (process, number) = (process::id(), NEXT.fetch_add(1, Relaxed));
        let path = place.join(format!("php-sockets-{process}-{number}"));
        match DirBuilder::new().mode(0o700).create(&path) {
            Ok(()) => return Folder(path),
            // An earlier process of the same number left it.
            Err(error) if error.kind() == AlreadyExists => {}
            Err(error) => panic!("{}: {error}", path.display()),
        }
    }
}

/// An open file without a name, for reading and writing.
pub fn file() -> File {
    let folder = folder();
    let path = folder.path().join("file");
    File::create_new(path).expect("a file in a new folder")
}

/// A pipe's end for reading and its end for writing, closed in programs that are started.
pub fn pipe() -> (File, File) {
    let (reader, writer) = pipe2(OFlag::O_CLOEXEC).expect("a pipe");
    (reader.into(), writer.into())
}
