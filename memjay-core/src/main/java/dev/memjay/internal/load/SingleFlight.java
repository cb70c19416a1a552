package dev.memjay.internal.load;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * The flights under way, by what they load. Callers of one client who need the same value at the same time share one.
 * Thread-safe.
 */
public final class SingleFlight {
    private final ConcurrentMap<Object, Flight> flights = new ConcurrentHashMap<>();

    /**
     * A place in a flight.
     *
     * @param flight the flight
     * @param isFirst whether the caller began it and has to see to its end
     */
    public record Seat(Flight flight, boolean isFirst) {}

    /** Joins the flight of a key, or begins one. */
    public Seat join(Object key) {
        Flight present = flights.get(key);
        if (present != null) {
            return new Seat(present, false);
        }
        Flight fresh = new Flight(this, key);
        present = flights.putIfAbsent(key, fresh);
        return present == null ? new Seat(fresh, true) : new Seat(present, false);
    }

    void remove(Object key, Flight flight) {
        flights.remove(key, flight);
    }

    /** Number of flights under way. */
    public int size() {
        return flights.size();
    }
}
