//! Files of the formats before `profile.proto` that no Go program writes, by hand.

fn words(words: &[u64]) -> Vec<u8> {
    words.iter().flat_map(|word| (*word as u32).to_be_bytes()).collect()
}

/// Files of the formats that no Go program writes, by hand.
pub(crate) fn written() -> Vec<(&'static str, Vec<u8>)> {
    let map = "MAPPED_LIBRARIES:\nroot=/srv\n00400000-00500000 r-xp 00000000 08:01 7 $root/app\n\
               00500000-00600000 rw-p 00100000 08:01 7 $root/app\n\
               I0102 15:04:05.1 9 a.cc:12] 0x7f00-0x8f00: /opt/b.so (@1f0) abcdef01\n";
    let cpu = |version, tail: &str| {
        let mut file = words(&[0, 3, version, 10_000, 0]);
        file.extend(words(&[3, 3, 0x40_1000, 0x40_1000, 0x40_2001, 2, 2, 0x8000, 0x40_2001, 0, 1, 0]));
        file.extend(tail.as_bytes());
        file
    };
    let java = "0x401000 a.B.run (B.java:7)\n0x402001 a.Main.main (Main.java)\n";
    vec![
        ("C++ CPU", cpu(0, map)),
        ("Java CPU", cpu(1, java)),
        (
            "C++ heap",
            format!(
                "heap profile: 3: 300 [4: 400] @ heapz_v2/4096\n\
                 1: 100 [2: 200] @ 0x00401001 0x8001\n0: 0 [1: 90] @ 0x1\n{map}"
            )
            .into(),
        ),
        ("growth", format!("heap profile: 1: 2 [1: 2] @ growthz\n 1: 4096 [1: 4096] @ 0x401001\n{map}").into()),
        (
            "C++ contention",
            format!(
                "--- contentionz 1 ---\ncycles/second = 2000000000\nsampling period = 100\n\
                 ms since reset = 12\ndiscarded samples = 0\n  6000 3 @ 0x401001 0x8001\n--- Memory map: ---\n{map}"
            )
            .into(),
        ),
        (
            "threads",
            format!(
                "--- threadz 1 ---\n\n--- Thread 7f79 (name: main/12) stack: ---\n  PC: 0x401001 f\n  0x401000 g\n\
                 \x20 0x8001: h\n--- Thread 7f80 (name: a/12) stack: ---\n  [same as previous thread]\n\
                 --- Memory map: ---\n{map}"
            )
            .into(),
        ),
        (
            "Java heap",
            b"--- heapz 1 ---\nformat = java\nresolution = bytes\n  4096 2 @ 0x1 0x2\n  0x1 a.B.run (B.java:7)\n\
              0x2 GC\n"
                .into(),
        ),
        (
            "Java contention",
            b"--- contentionz 1 ---\nformat = java\nresolution = microseconds\nsampling period = 10\n\
              ms since reset = 5\n  40 2 @ 0x1 0x2\n  0x1 read (/lib/libc.so.6)\n 0x2 generated stub/JIT\n"
                .into(),
        ),
        ("folded", b"# comment\nmain;a;b 12\nmain;c 3\nmain;a;b 2.6\n".into()),
    ]
}
