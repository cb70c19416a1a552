package dev.memjay.internal.engine;

import dev.memjay.error.MemjayException;
import dev.memjay.model.Node;
import dev.memjay.model.Observer;
import dev.memjay.model.Verb;
import org.jspecify.annotations.Nullable;

/** The user's observer, and a look for the nodes whenever a connection is lost. */
public record RediscoveringObserver(Observer observer, Runnable look) implements Observer {
    @Override
    public void callFinished(Node node, Verb verb, long nanos, @Nullable MemjayException error) {
        observer.callFinished(node, verb, nanos, error);
    }

    @Override
    public void callRetried(Node node, Verb verb) {
        observer.callRetried(node, verb);
    }

    @Override
    public void callSwallowed(Verb verb, MemjayException error) {
        observer.callSwallowed(verb, error);
    }

    @Override
    public void postFailed(@Nullable Node node, Verb verb, MemjayException error) {
        observer.postFailed(node, verb, error);
    }

    @Override
    public void writeFailed(@Nullable Node node, Verb verb, String key, MemjayException error) {
        observer.writeFailed(node, verb, key, error);
    }

    @Override
    public void leaseWon(Node node, String key) {
        observer.leaseWon(node, key);
    }

    @Override
    public void leaseLost(Node node, String key) {
        observer.leaseLost(node, key);
    }

    @Override
    public void leaseExpired(Node node, String key) {
        observer.leaseExpired(node, key);
    }

    @Override
    public void refreshFailed(Node node, String key, Throwable error) {
        observer.refreshFailed(node, key, error);
    }

    @Override
    public void connectionOpened(Node node) {
        observer.connectionOpened(node);
    }

    @Override
    public void connectionLost(Node node, Throwable cause) {
        look.run();
        observer.connectionLost(node, cause);
    }

    @Override
    public void nodeDown(Node node) {
        observer.nodeDown(node);
    }

    @Override
    public void nodeUp(Node node) {
        observer.nodeUp(node);
    }
}
