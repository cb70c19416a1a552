/** memjay-jcache under what programs put above JCache: Spring, applications that come from another provider, Hibernate. */
package dev.memjay.jcache.it;
