package dev.memjay.internal.route;

import dev.memjay.internal.wire.Request;
import org.jspecify.annotations.Nullable;

/**
 * A part of a bulk call that is one operation on one node.
 *
 * @param node where it goes
 * @param request a multi-get, a quiet run, or a request for a single key
 * @param key the key of a request for a single key
 * @param base64Key whether that key is base64
 * @param rows the rows of the call that it answers
 * @param attempt how many nodes were tried for them before
 */
record BulkRun(NodeClient node, Request request, @Nullable String key, boolean base64Key, int[] rows, int attempt) {}
