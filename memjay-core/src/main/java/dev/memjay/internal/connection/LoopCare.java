package dev.memjay.internal.connection;

/**
 * Something that the event loop looks after as long as it is registered: whatever is due there is done, and what an error
 * (no memory, no thread) kept from being done or from being told is noticed by its state and done later.
 *
 * <p>A task or a timer is an object, and so may not come to be, or may end halfway. What has to happen for the next attempt
 * to be made hangs on fields that are looked at again and again, and on tasks only so that it happens soon.
 */
@FunctionalInterface
public interface LoopCare {
    /**
     * Looks, on the event loop: soon after {@link EventLoop#careSoon}, and at each tick. Must not block.
     *
     * @param now in {@link dev.memjay.internal.clock.Clock#nanoTime()}
     */
    void look(long now);
}
