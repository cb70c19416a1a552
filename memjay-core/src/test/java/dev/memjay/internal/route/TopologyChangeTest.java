package dev.memjay.internal.route;

import static dev.memjay.internal.route.Routed.background;
import static dev.memjay.internal.route.Routed.end;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.memjay.internal.connection.ScriptedServer;
import dev.memjay.internal.connection.ScriptedServer.Asked;
import dev.memjay.internal.connection.ScriptedServer.Peer;
import dev.memjay.model.Node;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The router goes over to other nodes while calls are under way. */
class TopologyChangeTest {
    private static Node heavier(ScriptedServer server) {
        return server.node().weight(7);
    }

    @Test
    void callsUnderWayFinishWhereTheyAreAndConnectionsThatStayAreKept() throws Exception {
        try (ScriptedServer stays = new ScriptedServer();
                ScriptedServer leaves = new ScriptedServer();
                ScriptedServer comes = new ScriptedServer();
                Routed routed = Routed.over(stays, leaves)) {
            Peer staying = Routed.accept(stays);
            Peer leaving = Routed.accept(leaves);
            CompletableFuture<String> underWay = background(() -> routed.get("1a"));
            Asked asked = leaving.next();

            routed.router.changeNodes(old -> List.of(heavier(stays), comes.node()));
            Peer coming = Routed.accept(comes);
            assertThat(routed.router.nodes()).containsExactly(heavier(stays), comes.node());
            assertThat(routed.router.nodeFor("0a").weight()).isEqualTo(7);
            CompletableFuture<String> next = background(() -> routed.get("1a"));
            coming.say(coming.next().hit("of the new"));
            assertThat(end(next)).isEqualTo("of the new");
            leaving.say(asked.hit("of the old"));
            assertThat(end(underWay)).isEqualTo("of the old");
            CompletableFuture<String> kept = background(() -> routed.get("0a"));
            staying.say(staying.next().hit("on the same connection"));
            assertThat(end(kept)).isEqualTo("on the same connection");

            assertThat(leaving.isEnded()).isTrue();
            assertThat(stays.openPeers()).isEqualTo(1);
        }
    }

    @Test
    void aClosedRouterTakesNoOtherNodes() {
        try (ScriptedServer server = new ScriptedServer();
                Routed routed = Routed.over(server)) {
            Routed.accept(server);
            routed.close();

            assertThatThrownBy(() -> routed.router.changeNodes(old -> List.of(server.node(), Node.of("127.0.0.1", 1))))
                    .isInstanceOf(IllegalStateException.class);
        }
    }
}
