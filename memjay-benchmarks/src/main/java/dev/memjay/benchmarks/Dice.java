package dev.memjay.benchmarks;

/** Cheap random numbers for one thread, without allocation and the same in every run. */
final class Dice {
    private long state;

    Dice(long seed) {
        this.state = seed * 0x9E3779B97F4A7C15L + 0x2545F4914F6CDD1DL;
    }

    int below(int bound) {
        state ^= state << 13;
        state ^= state >>> 7;
        state ^= state << 17;
        return (int) (((state >>> 32) * bound) >>> 32);
    }
}
