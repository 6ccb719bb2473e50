//! The numbers of a sample.

use crate::random::Random;
use crate::spec::Snapshot;

/// One sample per so many bytes, on average: `runtime.MemProfileRate`.
pub(crate) const HEAP_RATE: u64 = 512 * 1024;
/// Nanoseconds between two samples of Go's CPU profiler.
pub(crate) const CPU_PERIOD: u64 = 10_000_000;

/// Sizes that Go's allocator rounds to, up to 32 KB: most of `runtime/sizeclasses.go`.
const SIZE_CLASSES: [u64; 48] = [
    16, 32, 48, 64, 96, 24, 128, 80, 8, 112, 256, 160, 208, 192, 512, 144, 288, 1024, 176, 384, 416, 320,
    224, 240, 640, 2048, 768, 896, 352, 448, 480, 576, 704, 1152, 1280, 1408, 1536, 1792, 4096, 2304, 2688,
    3072, 3200, 3456, 8192, 16384, 10240, 32768,
];
const PAGE: u64 = 8192;

/// The size of what a site allocates: mostly small; sometimes so large that it has pages of its own.
pub(crate) fn size(random: &mut Random) -> u64 {
    if random.chance(0.03) {
        PAGE * (5 + random.skewed(2_000, 4) as u64)
    } else {
        SIZE_CLASSES[random.skewed(SIZE_CLASSES.len(), 2)]
    }
}

/// `alloc_objects`, `alloc_space`, `inuse_objects`, `inuse_space`.
pub(crate) fn heap(size: u64, snapshot: Snapshot, random: &mut Random) -> [u64; 4] {
    let (allocated, used) = counts(snapshot, random);
    let [alloc_objects, alloc_space] = scaled(allocated, size);
    let [inuse_objects, inuse_space] = scaled(used, size);
    [alloc_objects, alloc_space, inuse_objects, inuse_space]
}

/// How many of the samples of an allocation were taken, and of how many of them the object still lives.
fn counts(snapshot: Snapshot, random: &mut Random) -> (u64, u64) {
    // A server that ran for days.
    let allocated = few(random, 2_000.0) * (1 + random.below(40) as u64);
    let fate = random.unit();
    let used = match fate {
        fate if fate < 0.76 => 0,
        fate if fate < 0.82 => allocated,
        _ => 1 + random.skewed(allocated as usize, 3) as u64,
    };
    if snapshot == Snapshot::Earlier || random.chance(0.6) {
        return (allocated, used);
    }
    let more = few(random, 500.0);
    // What leaked leaks on; of the rest some was freed since, and some was not yet.
    let used = match random.unit() {
        _ if (0.76..0.82).contains(&fate) => allocated + more,
        chance if chance < 0.5 => 0,
        chance if chance < 0.8 => used,
        _ => 1 + random.skewed((used + more) as usize, 3) as u64,
    };
    (allocated + more, used)
}

/// Mostly 1, and now and then up to `most`.
fn few(random: &mut Random, most: f64) -> u64 {
    (1.0 / (1.0 - random.unit())).min(most) as u64
}

/// Estimates from the samples of one size what the program did, as `scaleHeapSample` of `runtime/pprof` does.
fn scaled(count: u64, size: u64) -> [u64; 2] {
    let scale = 1.0 / (1.0 - (-(size as f64) / HEAP_RATE as f64).exp());
    [(count as f64 * scale) as u64, ((count * size) as f64 * scale) as u64]
}

/// `samples` and `cpu`.
pub(crate) fn cpu(snapshot: Snapshot, random: &mut Random) -> [u64; 2] {
    let count = grown(few(random, 3_000.0), snapshot, random);
    [count, count * CPU_PERIOD]
}

/// `goroutine`.
pub(crate) fn goroutines(snapshot: Snapshot, random: &mut Random) -> u64 {
    grown(few(random, 20_000.0), snapshot, random)
}

/// A later profile is of other seconds: most stacks are met about as often.
fn grown(count: u64, snapshot: Snapshot, random: &mut Random) -> u64 {
    match snapshot {
        Snapshot::Earlier => count,
        Snapshot::Later => (count as f64 * (0.7 + 0.7 * random.unit())).ceil() as u64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn objects_have_their_size_and_live_only_if_allocated() {
        let mut random = Random::new(1, 3);
        let mut idle = 0;
        for _ in 0..10_000 {
            let size = size(&mut random);
            let [objects, space, used, used_space] = heap(size, Snapshot::Later, &mut random);
            assert!(used <= objects && used_space <= space && objects > 0);
            // Both are rounded down after scaling: by less than one object.
            assert!(objects * size <= space && space < (objects + 1) * size);
            idle += usize::from(used == 0);
        }
        assert!((7_000..8_500).contains(&idle), "most of what was allocated is gone: {idle}");
    }
}
