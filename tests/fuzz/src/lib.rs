//! What the fuzz targets compare: the crate's answer to an input, and the C library's.
//!
//! `tests/faults` builds the targets in `src/bin` and runs them:
//!
//! ```sh
//! cargo run --release --package php-sockets-faults -- addresses control
//! ```
//!
//! The test of this package tries each input of the corpus once, without libFuzzer.

pub mod addresses;
mod c_library;
pub mod control;

#[cfg(test)]
mod tests {
    use std::path::Path;

    /// The faults of all inputs in a folder of the corpus.
    fn faults(folder: &str, fault: fn(&[u8]) -> Option<String>) -> Vec<String> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("corpus")
            .join(folder);
        let files = std::fs::read_dir(folder).expect("the corpus");
        let inputs: Vec<_> = files
            .map(|file| std::fs::read(file.expect("a file").path()).expect("an input"))
            .collect();
        assert!(inputs.len() > 20, "only {} inputs", inputs.len());
        inputs.iter().filter_map(|input| fault(input)).collect()
    }

    // One test: a second thread would take descriptors, which the first counts.
    #[test]
    fn answers_for_the_corpus_are_those_of_the_c_library() {
        assert_eq!(faults("addresses", super::addresses::fault), [""; 0]);
        assert_eq!(faults("control", super::control::fault), [""; 0]);
    }
}
