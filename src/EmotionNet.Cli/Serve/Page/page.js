"use strict";

const byId = id => document.getElementById(id);
const maximumSide = 640; // of a camera image that is sent
const colours = ["#3b82f6", "#f97316", "#22c55e", "#e11d48", "#a855f7", "#14b8a6"];
let key = "";
let stream = null;
let starting = false;

async function predict(body, type) {
  const headers = { "Content-Type": type || "application/octet-stream" };
  if (key) headers.Authorization = `Bearer ${key}`;
  const answer = await fetch("/v1/predict", { method: "POST", headers, body });
  if (answer.ok) return answer.json();
  if (answer.status === 401) byId("key-form").hidden = false;
  const problem = await answer.json().catch(() => ({}));
  const error = new Error(problem.detail || `The server answered ${answer.status}.`);
  error.retryAfter = Number(answer.headers.get("Retry-After")) || 0;
  throw error;
}

const percent = value => `${(value * 100).toFixed(1)} %`;
// The server abstains where more than one class is left at its coverage.
const answerOf = (face, percentOf) => face.abstains ? face.set.join(" or ") : `${face.emotion}${percentOf(face.confidence)}`;
const say = text => { byId("status").textContent = text; };

function element(name, text, className) {
  const created = document.createElement(name);
  if (text !== undefined) created.textContent = text;
  if (className) created.className = className;
  return created;
}

// The names and percentages are text; the bars only repeat them.
function showFaces(parent, faces) {
  parent.replaceChildren(...faces.map((face, index) => {
    const article = element("article", undefined, "face");
    article.append(element("h3", `Face ${index + 1}: ${answerOf(face, value => `, ${percent(value)}`)}`));
    const list = element("ul");
    for (const [name, value] of Object.entries(face.probabilities)) {
      const row = element("li");
      const bar = element("div", undefined, "bar");
      bar.setAttribute("aria-hidden", "true");
      const fill = element("div");
      fill.style.width = `${value * 100}%`;
      fill.style.backgroundColor = colours[index % colours.length];
      bar.append(fill);
      row.append(element("span", name), bar, element("span", percent(value)));
      list.append(row);
    }
    article.append(list);
    return article;
  }));
}

function drawBoxes(canvas, faces, scale) {
  const context = canvas.getContext("2d");
  const size = Math.max(14, canvas.width / 26);
  context.font = `${size}px system-ui, sans-serif`;
  context.lineWidth = Math.max(2, canvas.width / 250);
  faces.forEach((face, index) => {
    const { x, y, width, height } = face.box;
    const text = `${index + 1} ${answerOf(face, value => ` ${Math.round(value * 100)} %`)}`;
    const [left, top] = [x * scale, y * scale];
    context.strokeStyle = colours[index % colours.length];
    context.strokeRect(left, top, width * scale, height * scale);
    context.fillStyle = "rgba(0, 0, 0, 0.75)";
    context.fillRect(left, Math.max(0, top - size * 1.4), context.measureText(text).width + size * .6, size * 1.4);
    context.fillStyle = "#fff";
    context.fillText(text, left + size * .3, Math.max(size * 1.1, top - size * .35));
  });
}

async function showImage(file) {
  const figure = element("figure");
  const caption = element("figcaption", `${file.name || "pasted image"}: …`);
  const faces = element("div", undefined, "faces");
  figure.append(caption, faces);
  byId("results").prepend(figure);
  try {
    const answer = await predict(file, file.type);
    const words = answer.faces.length === 1 ? "1 face" : `${answer.faces.length || "no"} faces`;
    caption.textContent = `${file.name || "pasted image"}: ${words}`;
    showFaces(faces, answer.faces);
    say(`${caption.textContent}.`);
    const bitmap = await createImageBitmap(file);
    const scale = Math.min(1, 1200 / Math.max(bitmap.width, bitmap.height));
    const canvas = element("canvas");
    canvas.width = Math.round(bitmap.width * scale);
    canvas.height = Math.round(bitmap.height * scale);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", caption.textContent);
    canvas.getContext("2d").drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    drawBoxes(canvas, answer.faces, canvas.width / answer.width);
    figure.prepend(canvas);
  } catch (error) {
    caption.textContent = `${file.name || "pasted image"}: ${error.message}`;
    caption.className = "error";
    say(caption.textContent);
  }
}

async function showImages(files) {
  for (const file of files) await showImage(file); // one after the other, so that a folder of images does not flood the server
}

// Not the attribute "disabled", with which the button would lose the focus of the keyboard.
function setStarting(value) {
  starting = value;
  byId("camera").setAttribute("aria-disabled", String(value));
}

async function startCamera() {
  if (!navigator.mediaDevices) {
    say("The browser gives the camera to pages of this machine and to https only; open http://127.0.0.1 and the port on the machine of the server.");
    return;
  }
  if (starting) return; // a second click would start a second stream
  setStarting(true);
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { width: { ideal: 1280 } } });
  } catch (error) {
    say(`The camera cannot be used: ${error.message}.`);
    return;
  } finally {
    setStarting(false);
  }
  const mine = stream;
  for (const track of mine.getTracks()) {
    // It was unplugged, or the permission was withdrawn.
    track.addEventListener("ended", () => { if (stream === mine) stopCamera(); });
  }
  byId("video").srcObject = stream;
  byId("live").hidden = false;
  byId("camera").textContent = "Stop the camera";
  byId("camera").setAttribute("aria-pressed", "true");
  say("The camera is on.");
  await byId("video").play();
  await runLive(mine);
}

function stopCamera() {
  stream?.getTracks().forEach(track => track.stop());
  stream = null;
  byId("video").srcObject = null;
  byId("live").hidden = true;
  byId("camera").textContent = "Start the camera";
  byId("camera").setAttribute("aria-pressed", "false");
  say("The camera is off.");
}

const pause = seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000));

async function runLive(mine) {
  const [video, overlay, work] = [byId("video"), byId("overlay"), document.createElement("canvas")];
  const ends = [];
  while (stream === mine) {
    const scale = Math.min(1, maximumSide / Math.max(video.videoWidth, video.videoHeight));
    work.width = Math.round(video.videoWidth * scale);
    work.height = Math.round(video.videoHeight * scale);
    work.getContext("2d").drawImage(video, 0, 0, work.width, work.height);
    const image = await new Promise(resolve => work.toBlob(resolve, "image/jpeg", 0.85));
    try {
      const answer = await predict(image, "image/jpeg");
      if (stream !== mine) return;
      overlay.width = video.videoWidth;
      overlay.height = video.videoHeight;
      drawBoxes(overlay, answer.faces, 1 / scale);
      showFaces(byId("live-faces"), answer.faces);
      const now = performance.now();
      ends.push(now);
      while (ends[0] < now - 2000) ends.shift();
      const rate = ends.length > 1 ? (ends.length - 1) * 1000 / (now - ends[0]) : 0;
      byId("rate").textContent = `${rate.toFixed(1)} images/s, ${answer.faces.length || "no"} ${answer.faces.length === 1 ? "face" : "faces"}`;
    } catch (error) {
      byId("rate").textContent = error.message;
      await pause(error.retryAfter || 1);
    }
  }
}

async function describeModel() {
  let answer;
  try {
    answer = await fetch("/v1/model", { headers: key ? { Authorization: `Bearer ${key}` } : {} });
  } catch {
    byId("model").textContent = "The server does not answer.";
    return;
  }
  if (answer.status === 401) {
    byId("key-form").hidden = false;
    byId("model").textContent = "This server needs a key.";
    return;
  }
  const model = await answer.json();
  const accuracy = model.metadata["emotionnet.accuracy"];
  const [value, low, high] = (accuracy?.match(/[\d.]+/g) ?? []).map(part => (100 * part).toFixed(1));
  byId("model").textContent = `${model.metadata["emotionnet.model"]} with ${model.classes.length} classes: ${model.classes.join(", ")}.`
    + (accuracy ? ` Accuracy on its validation images: ${value} % (95 % interval ${low} to ${high} %).` : "")
    + (model.coverage ? ` Where more than one class is left at a coverage of ${percent(model.coverage)}, all of them are shown.` : "");
}

const isHere = ["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
byId("privacy").textContent = isHere
  ? "Images stay on this machine. The server neither stores nor logs them."
  : `Images are sent to ${location.host} and nowhere else. The server neither stores nor logs them.`;

byId("files").addEventListener("change", event => { showImages([...event.target.files]); event.target.value = ""; });
byId("camera").addEventListener("click", () => stream ? stopCamera() : startCamera());
byId("key-form").addEventListener("submit", event => {
  event.preventDefault();
  key = byId("key").value.trim();
  byId("key-form").hidden = true;
  describeModel();
});
for (const name of ["dragover", "dragleave", "drop"]) {
  document.addEventListener(name, event => {
    event.preventDefault();
    byId("drop").classList.toggle("over", name === "dragover");
    if (name === "drop") showImages([...event.dataTransfer.files]);
  });
}
document.addEventListener("paste", event => {
  const files = [...event.clipboardData.files].filter(file => file.type.startsWith("image/"));
  if (files.length > 0) showImages(files);
});
describeModel();
