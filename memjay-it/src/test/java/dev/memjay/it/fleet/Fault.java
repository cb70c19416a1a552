package dev.memjay.it.fleet;

import dev.memjay.it.FaultRelay;
import java.time.Duration;

/** What can happen to one node of a fleet, and how it ends. */
enum Fault {
    KILLED("killed (kill -9), started again later"),
    RESTARTED("killed and started again at once"),
    FROZEN("hanging (SIGSTOP), then SIGCONT"),
    CUT("cut off (its network link is down)"),
    SLOW("slow (each reply 50 ms late)");

    final String text;

    Fault(String text) {
        this.text = text;
    }

    void begin(FleetNode node, FaultRelay relay) {
        switch (this) {
            case KILLED -> node.kill();
            case RESTARTED -> {
                node.kill();
                node.start();
            }
            case FROZEN -> node.freeze();
            case CUT -> node.cut();
            case SLOW -> relay.delayReplies(Duration.ofMillis(50));
        }
    }

    void end(FleetNode node, FaultRelay relay) {
        switch (this) {
            case KILLED -> node.start();
            case RESTARTED -> {}
            case FROZEN -> node.thaw();
            case CUT -> node.mend();
            case SLOW -> relay.heal();
        }
    }
}
