package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.model.MemjayListener;
import dev.memjay.model.Node;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/** The user's listener, and a look for the nodes whenever a connection is lost. */
public record RediscoveringListener(MemjayListener listener, Runnable look) implements MemjayListener {
    @Override
    public void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {
        listener.callFinished(node, verb, nanos, error);
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        listener.callRetried(node, verb);
    }

    @Override
    public void callSwallowed(Verb verb, MemjayException error) {
        listener.callSwallowed(verb, error);
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        listener.postFailed(node, verb, error);
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        listener.writeFailed(node, verb, key, error);
    }

    @Override
    public void leaseWon(Node node, String key) {
        listener.leaseWon(node, key);
    }

    @Override
    public void leaseLost(Node node, String key) {
        listener.leaseLost(node, key);
    }

    @Override
    public void leaseExpired(Node node, String key) {
        listener.leaseExpired(node, key);
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        listener.refreshFailed(node, key, error);
    }

    @Override
    public void connectionOpened(Node node) {
        listener.connectionOpened(node);
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        look.run();
        listener.connectionLost(node, cause);
    }

    @Override
    public void nodeDown(Node node) {
        listener.nodeDown(node);
    }

    @Override
    public void nodeUp(Node node) {
        listener.nodeUp(node);
    }
}
