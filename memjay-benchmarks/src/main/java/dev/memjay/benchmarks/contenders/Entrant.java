package dev.memjay.benchmarks.contenders;

import java.util.List;
import java.util.Set;

/** A client that takes part, with every variant of its settings that is tried before the rounds. */
public record Entrant(String name, Role role, Set<Operation> operations, List<Variant> variants) {
    public boolean plays(Operation operation) {
        return operations.contains(operation);
    }
}
