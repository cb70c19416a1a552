package dev.memjay.it.transport;

import dev.memjay.Memjay;
import dev.memjay.error.MemjayException;
import dev.memjay.it.Patient;
import java.util.function.UnaryOperator;

/** Stores by a URI and reads it back: a program that can be loaded with other libraries than this test's. */
public final class RoundTrip implements UnaryOperator<String> {
    /** What was read, or what was thrown. */
    @Override
    public String apply(String uri) {
        try (Memjay memjay = Patient.create(uri)) {
            memjay.strings().set("key", "value");
            return memjay.strings().get("key");
        } catch (IllegalArgumentException | MemjayException e) {
            return e.toString();
        }
    }
}
