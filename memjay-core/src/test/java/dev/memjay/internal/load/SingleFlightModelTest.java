package dev.memjay.internal.load;

import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.junit.jupiter.api.Test;

/** Flights under all schedules of a few steps, by Lincheck's model checker. */
class SingleFlightModelTest {
    private static ModelCheckingOptions options(int threads, int actors) {
        return new ModelCheckingOptions()
                .iterations(10)
                .invocationsPerIteration(500)
                .threads(threads)
                .actorsPerThread(actors)
                .actorsBefore(0)
                .actorsAfter(1)
                .minimizeFailedScenario(false);
    }

    @Test
    void aKeyHasOneFlightAndNobodyJoinsOneThatEnded() {
        options(3, 2).check(Joining.class);
    }

    @Test
    void aFlightIsClaimedOnceAndEndsOnce() {
        options(3, 2).check(Ending.class);
    }

    /** Callers who come while a flight ends. */
    public static class Joining {
        private final SingleFlight flights = new SingleFlight();
        private final Flight first = flights.join("k").flight();

        @Operation
        public boolean join() {
            return flights.join("k").isFirst();
        }

        @Operation
        public void end() {
            first.land("v");
        }
    }

    /** All who may end a flight at once. */
    public static class Ending {
        private final Flight flight = new SingleFlight().join("k").flight();

        @Operation
        public boolean claim() {
            return flight.claim(1);
        }

        @Operation
        public void land() {
            flight.land("v");
        }

        @Operation
        public void crash() {
            flight.crash(new IllegalStateException("fails"));
        }

        @Operation
        public void divert() {
            flight.divert();
        }

        @Operation
        public String end() {
            Flight.Landing landing = flight.landing();
            return landing == null ? "none" : landing.end().name();
        }
    }
}
