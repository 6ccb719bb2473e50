//! A profile, written as `runtime/pprof` writes it: each location and function right before the first sample that has
//! it, values before locations in a sample, mappings and strings at the end.

use std::io::{self, BufWriter, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use rustc_hash::FxHashMap;

use crate::message::Message;
use crate::program::{NONE, Program, TEXT_START};
use crate::random::Random;
use crate::spec::{Kind, Snapshot, Spec};
use crate::values::{self, CPU_PERIOD, HEAP_RATE};
use crate::walker::{HANDLERS, Met, Walker};

/// How much was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Written {
    /// Samples, each with its stack.
    pub samples: u64,
    /// Locations that some sample has.
    pub locations: u64,
    /// Functions that some location has.
    pub functions: u64,
    /// Locations of all stacks, each as often as it is met.
    pub frames: u64,
    /// Uncompressed bytes.
    pub bytes: u64,
}

/// Writes the uncompressed profile.
///
/// # Errors
/// Those of `out`.
pub fn write(spec: &Spec, out: impl Write) -> io::Result<Written> {
    let program = Program::new(spec);
    let mut writer = Writer::new(spec, &program, BufWriter::with_capacity(1 << 16, out));
    writer.header()?;
    let mut walker = Walker::new(&program, spec);
    for met in added(spec, &program) {
        writer.sample(&met)?;
    }
    for _ in 0..spec.samples {
        writer.sample(walker.next())?;
    }
    writer.tail()
}

/// The uncompressed profile.
pub fn raw(spec: &Spec) -> Vec<u8> {
    let mut bytes = Vec::new();
    // A vector takes whatever it is given.
    let _ = write(spec, &mut bytes);
    bytes
}

/// The profile as a server sends it: gzipped, with the level that Go chooses for profiles.
pub fn gzip(spec: &Spec) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let _ = write(spec, &mut encoder);
    encoder.finish().unwrap_or_default()
}

/// What was met since the earlier snapshot. Go's list of heap records has the newest first.
fn added(spec: &Spec, program: &Program) -> Vec<Met> {
    let mut walker = Walker::new(program, spec);
    if spec.added() > 0 {
        (0..spec.samples).for_each(|_| _ = walker.next());
    }
    (0..spec.added()).map(|_| walker.next().clone()).collect()
}

/// The strings of a profile, numbered as they come.
#[derive(Debug, Default)]
struct Strings<'p> {
    numbers: FxHashMap<&'p str, u64>,
    list: Vec<&'p str>,
}

impl<'p> Strings<'p> {
    fn number(&mut self, text: &'p str) -> u64 {
        *self.numbers.entry(text).or_insert_with(|| {
            self.list.push(text);
            self.list.len() as u64 - 1
        })
    }
}

struct Writer<'p, W> {
    spec: &'p Spec,
    program: &'p Program,
    out: W,
    strings: Strings<'p>,
    /// The ids of sites and functions, 0 for those that were not written yet.
    location_ids: Vec<u32>,
    function_ids: Vec<u32>,
    written: Written,
    message: Message,
    /// The ids of a sample, leaf first.
    ids: Vec<u64>,
}

impl<'p, W: Write> Writer<'p, W> {
    fn new(spec: &'p Spec, program: &'p Program, out: W) -> Self {
        let mut strings = Strings::default();
        strings.number("");
        Self {
            spec,
            program,
            out,
            strings,
            location_ids: vec![0; program.sites.len()],
            function_ids: vec![0; program.functions.len()],
            written: Written::default(),
            message: Message::default(),
            ids: Vec::new(),
        }
    }

    /// Hands on what stands in the message.
    fn flush(&mut self) -> io::Result<()> {
        self.out.write_all(self.message.bytes())?;
        self.written.bytes += self.message.bytes().len() as u64;
        self.message.clear();
        Ok(())
    }

    fn value_type(&mut self, field: u32, kind: &'p str, unit: &'p str) {
        let (kind, unit) = (self.strings.number(kind), self.strings.number(unit));
        self.message.message(field, |message| {
            message.uint_opt(1, kind);
            message.uint_opt(2, unit);
        });
    }

    fn header(&mut self) -> io::Result<()> {
        let (types, period_type, period): (&[_], _, _) = match self.spec.kind {
            Kind::Heap => (
                &[
                    ("alloc_objects", "count"),
                    ("alloc_space", "bytes"),
                    ("inuse_objects", "count"),
                    ("inuse_space", "bytes"),
                ],
                ("space", "bytes"),
                HEAP_RATE,
            ),
            Kind::Cpu => {
                (&[("samples", "count"), ("cpu", "nanoseconds")], ("cpu", "nanoseconds"), CPU_PERIOD)
            }
            Kind::Goroutine => (&[("goroutine", "count")], ("goroutine", "count"), 1),
        };
        self.value_type(11, period_type.0, period_type.1);
        self.message.uint(12, period);
        for (kind, unit) in types {
            self.value_type(1, kind, unit);
        }
        // 2026-01-05T10:00:00Z, and an hour later.
        let hours = u64::from(self.spec.snapshot == Snapshot::Later);
        self.message.uint(9, (1_767_607_200 + 3_600 * hours) * 1_000_000_000);
        if self.spec.kind == Kind::Cpu {
            self.message.uint(10, 600_000_000_000);
        }
        self.flush()
    }

    fn sample(&mut self, met: &Met) -> io::Result<()> {
        self.ids.clear();
        for &site in met.stack.iter().rev() {
            let id = self.location(site);
            self.ids.push(id);
        }
        let Self { spec, program, strings, message, ids, .. } = self;
        let mut random = Random::new(spec.seed, met.key());
        let bytes = (met.size != 0).then(|| strings.number("bytes"));
        let labels = met.labels.map(|labels| {
            [("handler", HANDLERS[labels.handler]), ("tenant", &program.tenants[labels.tenant])]
                .map(|(key, value)| (strings.number(key), strings.number(value)))
        });
        message.message(2, |message| {
            match spec.kind {
                Kind::Heap => message.uints(2, &values::heap(met.size, spec.snapshot, &mut random)),
                Kind::Cpu => message.uints(2, &values::cpu(spec.snapshot, &mut random)),
                Kind::Goroutine => message.uints(2, &[values::goroutines(spec.snapshot, &mut random)]),
            }
            message.uints(1, ids);
            if let Some(key) = bytes {
                message.message(3, |message| {
                    message.uint(1, key);
                    message.uint(3, met.size);
                });
            }
            for (key, value) in labels.into_iter().flatten() {
                message.message(3, |message| {
                    message.uint(1, key);
                    message.uint(2, value);
                });
            }
        });
        self.written.samples += 1;
        self.written.frames += met.stack.len() as u64;
        self.flush()
    }

    /// The id of a site's location, which is written with the functions that it has first.
    fn location(&mut self, site: u32) -> u64 {
        let known = self.location_ids[site as usize];
        if known != 0 {
            return u64::from(known);
        }
        self.written.locations += 1;
        let id = self.written.locations;
        self.location_ids[site as usize] = id as u32;
        let site = &self.program.sites[site as usize];
        let functions = site.inlined.into_iter().filter(|&inlined| inlined != NONE).chain([site.function]);
        let functions: Vec<_> = functions.map(|function| (function, self.function_id(function))).collect();
        let Self { program, message, .. } = self;
        message.message(4, |message| {
            message.uint(1, id);
            message.uint(3, site.address);
            for &(function, (function_id, _)) in &functions {
                let line = if function == site.function {
                    site.line
                } else {
                    program.functions[function as usize].start_line + site.line % 7
                };
                message.message(4, |message| {
                    message.uint(1, function_id);
                    message.uint(2, u64::from(line));
                });
            }
            message.uint(2, 1);
        });
        for (function, (id, is_new)) in functions {
            if is_new {
                self.function(function, id);
            }
        }
        id
    }

    /// The id of a function, and whether it got it just now.
    fn function_id(&mut self, function: u32) -> (u64, bool) {
        let id = &mut self.function_ids[function as usize];
        let is_new = *id == 0;
        if is_new {
            self.written.functions += 1;
            *id = self.written.functions as u32;
        }
        (u64::from(*id), is_new)
    }

    fn function(&mut self, function: u32, id: u64) {
        let function = &self.program.functions[function as usize];
        let (name, file) = (self.strings.number(&function.name), self.strings.number(&function.file));
        self.message.message(5, |message| {
            message.uint(1, id);
            message.uint(2, name);
            message.uint(3, name);
            message.uint(4, file);
            message.uint(5, u64::from(function.start_line));
        });
    }

    fn tail(mut self) -> io::Result<Written> {
        let file = self.strings.number("/usr/local/bin/app");
        let build_id = self.strings.number("3f6c0e5b8a9d4712a1c4e7f09b2d6835c0de51aa");
        self.message.message(3, |message| {
            message.uint(1, 1);
            message.uint(2, TEXT_START);
            message.uint(3, self.program.text_end);
            message.uint(5, file);
            message.uint(6, build_id);
            message.uint(7, 1);
        });
        for text in std::mem::take(&mut self.strings.list) {
            self.message.text(6, text);
            self.flush()?;
        }
        self.out.flush()?;
        Ok(self.written)
    }
}
