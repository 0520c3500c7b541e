//! C's calls, by the bare instruction.

#[cfg(target_arch = "x86_64")]
fn main() {
    use php_sockets_bench::c_style::C;
    use php_sockets_bench::kernel::Instruction;

    php_sockets_bench::worker::main::<C<Instruction>>();
}

#[cfg(not(target_arch = "x86_64"))]
fn main() {
    panic!("only the instruction of x86-64 is known here");
}
