// Asks the server whose address is given, and prints what came as JSON.
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { generateText, stepCountIs, streamText, tool } from "ai";
import { z } from "zod";

const baseURL = process.argv[2];
const prompt = "What is 15% of 2,480?";
const compatible = createOpenAICompatible({ name: "mrkl", baseURL, includeUsage: true });
const openai = createOpenAI({ baseURL, apiKey: "none" });
const weather = tool({
  description: "Get the current weather in a city",
  inputSchema: z.object({ city: z.string().describe("Name of the city") }),
  execute: async ({ city }) => `It is sunny in ${city}.`,
});

async function streamed(model) {
  const parts = [];
  const result = streamText({ model, prompt });
  for await (const part of result.fullStream) parts.push(part.type);
  return { text: await result.text, parts, finishReason: await result.finishReason };
}

const found = {};
for (const [name, model] of [
  ["compatible", compatible("mrkl")],
  ["chat", openai.chat("mrkl")],
  ["responses", openai.responses("mrkl")],
]) {
  const whole = await generateText({ model, prompt });
  const tools = await generateText({
    model,
    prompt: "What's the weather in Paris?",
    tools: { get_weather: weather },
    stopWhen: stepCountIs(3),
  });
  found[name] = {
    text: whole.text,
    finishReason: whole.finishReason,
    tokens: whole.usage.totalTokens,
    streamed: await streamed(model),
    tools: { text: tools.text, calls: tools.steps[0].toolCalls.map(({ input }) => input) },
  };
}
try {
  await generateText({ model: compatible("nobody"), prompt, maxRetries: 0 });
} catch (error) {
  found.error = { status: error.statusCode, message: error.message };
}
console.log(JSON.stringify(found));
