package dev.memjay;

import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Notes what a client is told of its fleet. */
final class FleetRecorder implements MemjayListener {
    final BlockingQueue<List<Node>> fleets = new LinkedBlockingQueue<>();
    final BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();

    @Override
    public void fleetChanged(List<Node> nodes) {
        fleets.add(nodes);
    }

    @Override
    public void discoveryFailed(Throwable cause) {
        failures.add(cause);
    }
}
