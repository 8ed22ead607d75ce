package com.example.clinic;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.ServiceUnavailableException;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The pages of the clinic. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
public class ClinicResource {
    private static final Logger LOG = LoggerFactory.getLogger(ClinicResource.class);
    private final Visits visits;
    private final Pharmacy pharmacy;
    private final Insurer insurer;
    private final Cabinet cabinet = new Cabinet();
    private final Practice practice = new Practice();

    public ClinicResource(Visits visits, Pharmacy pharmacy, Insurer insurer) {
        this.visits = visits;
        this.pharmacy = pharmacy;
        this.insurer = insurer;
    }

    @GET
    @Path("quiet")
    public Response quiet() {
        return Response.status(500).build();
    }

    @GET
    @Path("laboratory")
    public Response laboratory() {
        try (Socket line = new Socket("127.0.0.1", 21941)) {
            return Response.ok(line.getPort()).build();
        } catch (IOException error) {
            LOG.error("laboratory http://127.0.0.1:21941 behind /laboratory is away", error);
            return Response.status(502).build();
        }
    }

    @GET
    @Path("cover/{what}")
    public String cover(@PathParam("what") String what) {
        return insurer.cover(what);
    }

    @GET
    @Path("question")
    public int question(@QueryParam("text") String text) {
        LOG.info("question of a patient: {}", text);
        return practice.dose(500, 0);
    }

    @GET
    @Path("triage")
    public int triage() {
        try {
            cabinet.waiting();
        } catch (RuntimeException error) {
            LOG.warn("nobody knows who waits, the blue room has to do", error);
        }
        return practice.beds("green");
    }

    @GET
    @Path("estimate")
    public int estimate() {
        LOG.info("insurer said {}", insurer.patientCover());
        return practice.dose(500, 0);
    }

    @GET
    @Path("{page}")
    public Object page(@PathParam("page") String page) throws Exception {
        return switch (page) {
            case "health" -> 1;
            case "visits" -> visits.today();
            case "wards" -> visits.wards();
            case "allergies" -> visits.allergies();
            case "admit" -> visits.admit("grace@example.org");
            case "transfer1" -> visits.transfer(17, 18);
            case "transfer2" -> visits.transfer(18, 17);
            case "report" -> visits.report(0);
            case "longreport" -> visits.report(3);
            case "medicines" -> pharmacy.medicines();
            case "dispense" -> pharmacy.dispense();
            case "recalls" -> pharmacy.recalls();
            case "waiting" -> cabinet.waiting();
            case "scans" -> cabinet.scans();
            case "blue" -> practice.beds("blue");
            case "green" -> practice.beds("green");
            case "dose" -> practice.dose(500, 0);
            case "finding" -> practice.finding(2);
            case "birthday" -> practice.birthday("31.02.1990");
            case "refer" -> practice.refer();
            case "diary" -> practice.diary();
            case "protocol" -> practice.protocol();
            case "folders" -> practice.folders();
            case "form" -> practice.form();
            case "scanner" -> practice.scanner();
            case "films" -> practice.films();
            case "sample" -> practice.sample();
            default -> throw new ServiceUnavailableException();
        };
    }
}
